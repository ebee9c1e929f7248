// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.kernels.cuda.EmulatedGpu;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The gradient of the contrastive loss by every parameter on the emulated GPU, beside the CPU device, in F32. */
class EmulatedGradientsTest {
    /** Of a gradient's largest element, on either device; the CPU device keeps to it beside torch in double. */
    private static final double TOLERANCE = 1e-4;

    @TestFactory
    Stream<DynamicTest> visionTransformer() {
        return cases("vit_a");
    }

    /** With the statistics of the batch, as pretraining computes. */
    @TestFactory
    Stream<DynamicTest> resNet() {
        return cases("rn_a");
    }

    private static Stream<DynamicTest> cases(String model) {
        EmulatedGpu gpu = EmulatedGpu.fresh();
        ContrastiveStep expected;
        ContrastiveStep actual;
        try (Scope scope = Scope.ofHost();
                Safetensors io = Safetensors.open(Golden.folder("models-tiny").resolve(model + "/io.safetensors"))) {
            GoldenTowers towers = GoldenTowers.tiny(model, scope);
            Tensor images = io.tensor("input.image");
            Tensor texts = io.tensor("input.text");
            int pairs = Math.min(images.dim(0), texts.dim(0));
            try (Device cpu = new CpuDevice(2);
                    Device device = gpu.open(Precision.F32)) {
                expected = run(cpu, towers, images.slice(0, 0, pairs), texts.slice(0, 0, pairs));
                actual = run(device, towers, images.slice(0, 0, pairs), texts.slice(0, 0, pairs));
            }
        }
        gpu.assertNoLeaks();
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(dynamicTest(
                model + " loss", () -> assertEquals(expected.loss(), actual.loss(), TOLERANCE * expected.loss())));
        addAll(tests, model + " gradient of ", expected.gradients(), actual.gradients());
        addAll(tests, model + " ", expected.statistics(), actual.statistics());
        return tests.stream();
    }

    private static ContrastiveStep run(Device device, GoldenTowers towers, Tensor images, Tensor texts) {
        return ContrastiveStep.run(device, towers, images, texts, TrainingSettings.everything());
    }

    private static void addAll(
            List<DynamicTest> tests, String prefix, Map<String, Value> expected, Map<String, Value> actual) {
        tests.add(dynamicTest(prefix + "everything", () -> assertEquals(expected.keySet(), actual.keySet())));
        new TreeMap<>(expected).forEach((name, value) -> {
            double size = expected.get(ContrastiveStep.scaleOf(name)).maxAbs();
            tests.add(dynamicTest(prefix + name, () -> value.assertClose(actual.get(name), 2 * TOLERANCE * size)));
        });
    }
}
