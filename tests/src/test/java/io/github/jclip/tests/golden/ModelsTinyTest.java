// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.kernels.cuda.EmulatedGpu;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.GoldenConfig;
import io.github.jclip.tests.support.RecordedTower;
import io.github.jclip.tests.support.Value;
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

/** Every stage of the tiny models against OpenAI's modules: F32 on the CPU device and the emulated GPU, F64 on the reference. */
@Tag("golden:models-tiny")
class ModelsTinyTest {
    private static final List<String> MODELS = List.of("vit_a", "vit_b", "rn_a");

    /** Of a stage's largest element; the originals' own F32 error is a tenth of it. */
    private static final double F32_TOLERANCE = 1e-4;

    /** The originals in double, with sums in another order. */
    private static final double F64_TOLERANCE = 1e-11;

    @TestFactory
    Stream<DynamicTest> cpu() {
        return MODELS.stream().flatMap(model -> {
            try (Device device = CpuDevice.withAllProcessors()) {
                return cases(model, device, "f32.", F32_TOLERANCE).stream();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> emulatedGpu() {
        return MODELS.stream().flatMap(model -> {
            EmulatedGpu gpu = EmulatedGpu.fresh();
            List<DynamicTest> tests;
            try (Device device = gpu.open(Precision.F32)) {
                tests = cases(model, device, "f32.", F32_TOLERANCE);
            }
            gpu.assertNoLeaks();
            return tests.stream();
        });
    }

    @TestFactory
    Stream<DynamicTest> reference() {
        return MODELS.stream().flatMap(model -> {
            try (Device device = new ReferenceDevice()) {
                return cases(model, device, "f64.", F64_TOLERANCE).stream();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> formulaMakesTheRecordedWeights() {
        return MODELS.stream()
                .map(model -> dynamicTest(model, () -> {
                    Path recorded = Golden.shared("golden/models-tiny/" + model + "/weights.safetensors");
                    JsonNode golden = Golden.json("models-tiny", model + "/config.json");
                    try (Scope scope = Scope.ofHost();
                            Safetensors weights = Safetensors.open(recorded)) {
                        FormulaWeights.of(
                                        GoldenConfig.of(golden.get("constructor")),
                                        golden.get("salt").asString(),
                                        scope)
                                .forEach((name, tensor) -> assertArrayEquals(
                                        weights.tensor(name).toFloatArray(), tensor.toFloatArray(), name));
                    }
                }));
    }

    private static List<DynamicTest> cases(String model, Device device, String prefix, double tolerance) {
        Path folder = Golden.folder("models-tiny").resolve(model);
        JsonNode golden = Golden.json("models-tiny", model + "/config.json");
        ClipConfig config = GoldenConfig.of(golden.get("constructor"));
        List<DynamicTest> tests = new ArrayList<>();
        try (Scope scope = Scope.ofHost();
                Safetensors io = Safetensors.open(folder.resolve("io.safetensors"))) {
            Map<String, Tensor> weights =
                    FormulaWeights.of(config, golden.get("salt").asString(), scope);
            RecordedTower tower = new RecordedTower(config, weights::get, device);
            int[][] tokens = rows(io.tensor("input.text"));
            Map<String, Value> actual = new HashMap<>(tower.images(io.tensor("input.image")));
            actual.putAll(tower.texts(tokens));
            TinyStages stages = new TinyStages(actual, weights, tokens);
            for (String name : io.names().stream().sorted().toList()) {
                if (name.startsWith(prefix)) {
                    String stage = name.substring(prefix.length());
                    Value expected = stages.expected(stage, Value.of(io.tensor(name)));
                    Value got = stages.actual(stage);
                    tests.add(close(model + " " + name, expected, got, tolerance));
                }
            }
            Value expected = Value.of(io.tensor(prefix + "text_features"));
            Value got = tower.textEmbeddings(tokens);
            tests.add(close(model + " " + prefix + "text only up to its end", expected, got, tolerance));
        }
        return tests;
    }

    private static DynamicTest close(String name, Value expected, Value actual, double tolerance) {
        return dynamicTest(name, () -> expected.assertClose(actual, tolerance * expected.maxAbs()));
    }

    private static int[][] rows(Tensor tokens) {
        return IntStream.range(0, tokens.dim(0))
                .mapToObj(row -> Arrays.stream(tokens.select(0, row).toLongArray())
                        .mapToInt(Math::toIntExact)
                        .toArray())
                .toArray(int[][]::new);
    }
}
