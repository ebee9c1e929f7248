// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.RecordedTower;
import io.github.jclip.tests.support.RecordedTower.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every stage of the tiny models against OpenAI's modules: F32 on the CPU device, F64 on the reference. */
@Tag("golden:models-tiny")
class ModelsTinyTest {
    private static final double F32_TOLERANCE = 1e-4;

    /** The originals in double, with sums in another order. */
    private static final double F64_TOLERANCE = 1e-11;

    private static final double LOGIT_TOLERANCE = 2e-3;

    @TestFactory
    Stream<DynamicTest> cpu() {
        return Stream.of("vit_a", "vit_b", "rn_a").flatMap(model -> {
            try (Device device = CpuDevice.withAllProcessors()) {
                return cases(model, device, "f32.", F32_TOLERANCE).stream();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> reference() {
        return Stream.of("vit_a", "vit_b", "rn_a").flatMap(model -> {
            try (Device device = new ReferenceDevice()) {
                return cases(model, device, "f64.", F64_TOLERANCE).stream();
            }
        });
    }

    private static List<DynamicTest> cases(String model, Device device, String prefix, double tolerance) {
        Path folder = Golden.folder("models-tiny").resolve(model);
        JsonNode constructor =
                Golden.json("models-tiny", model + "/config.json").get("constructor");
        List<DynamicTest> tests = new ArrayList<>();
        try (Safetensors weights = Safetensors.open(folder.resolve("weights.safetensors"));
                Safetensors io = Safetensors.open(folder.resolve("io.safetensors"))) {
            RecordedTower tower = new RecordedTower(constructor, weights::tensor, device);
            int[][] tokens = rows(io.tensor("input.text"));
            Map<String, Value> actual = new HashMap<>(tower.images(io.tensor("input.image")));
            actual.putAll(tower.texts(tokens));
            Map<String, Value> expected = new HashMap<>();
            io.names().stream()
                    .filter(name -> name.startsWith(prefix))
                    .forEach(name -> expected.put(name.substring(prefix.length()), Value.of(io.tensor(name))));
            TinyStages stages = new TinyStages(actual, expected, weights, tokens);
            for (String name : expected.keySet().stream().sorted().toList()) {
                Value want = stages.expected(name);
                Value got = stages.actual(name);
                double allowed = name.startsWith("logits")
                        ? Math.min(LOGIT_TOLERANCE, tolerance * 100)
                        : tolerance * maxAbs(want);
                tests.add(dynamicTest(model + " " + prefix + name, () -> assertClose(want, got, allowed)));
            }
            if (prefix.equals("f32.")) {
                Value want = expected.get("text_features");
                Value got = tower.textEmbeddings(tokens);
                tests.add(dynamicTest(
                        model + " text only up to its end", () -> assertClose(want, got, tolerance * maxAbs(want))));
            }
        }
        return tests;
    }

    private static int[][] rows(Tensor tokens) {
        return IntStream.range(0, tokens.dim(0))
                .mapToObj(row -> Arrays.stream(tokens.select(0, row).toLongArray())
                        .mapToInt(Math::toIntExact)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static double maxAbs(Value value) {
        return Arrays.stream(value.elements()).map(Math::abs).max().orElse(0);
    }

    private static void assertClose(Value expected, Value actual, double allowed) {
        assertEquals(expected.shape(), actual.shape());
        int worst = 0;
        for (int i = 0; i < expected.elements().length; i++) {
            if (error(expected, actual, i) > error(expected, actual, worst)) {
                worst = i;
            }
        }
        double used = error(expected, actual, worst);
        int position = worst;
        assertTrue(
                used <= allowed,
                () -> "element %d: expected %g, got %g; error %.3g of %.3g allowed"
                        .formatted(
                                position, expected.elements()[position], actual.elements()[position], used, allowed));
    }

    private static double error(Value expected, Value actual, int i) {
        double error = Math.abs(expected.elements()[i] - actual.elements()[i]);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }
}
