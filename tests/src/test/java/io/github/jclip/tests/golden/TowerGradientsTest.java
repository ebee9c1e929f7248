// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The gradient of CLIP's contrastive loss by every parameter of a model, against torch's in double. */
@Tag("golden:gradients")
class TowerGradientsTest {
    private static final String GRADIENT = "grad.";
    private static final String STATISTICS = "after.";

    @TestFactory
    Stream<DynamicTest> cpu() {
        return cases(() -> new CpuDevice(2));
    }

    @TestFactory
    Stream<DynamicTest> reference() {
        return cases(ReferenceDevice::new);
    }

    private static Stream<DynamicTest> cases(Supplier<Device> devices) {
        TrainingSettings tuning = TrainingSettings.everything().withRunningStatistics();
        try (Device device = devices.get()) {
            List<DynamicTest> tests = new ArrayList<>();
            tests.addAll(check(device, "vit_a", "infonce_vit_a", tuning));
            tests.addAll(check(device, "vit_a", "infonce_vit_a", tuning.withRecomputation()));
            tests.addAll(check(device, "vit_b", "infonce_vit_b", tuning));
            tests.addAll(check(device, "rn_a", "infonce_rn_a", tuning));
            tests.addAll(check(device, "rn_a", "infonce_rn_a_trainmode", TrainingSettings.everything()));
            return tests.stream();
        }
    }

    private static List<DynamicTest> check(Device device, String model, String name, TrainingSettings training) {
        try (Scope scope = Scope.ofHost();
                Safetensors golden = Safetensors.open(Golden.shared("golden/gradients/" + name + ".safetensors"))) {
            ContrastiveStep step = ContrastiveStep.run(
                    device, GoldenTowers.tiny(model, scope), golden.tensor("image"), golden.tensor("text"), training);
            GradientCheck check =
                    new GradientCheck(name + (training.recomputes() ? ", recomputed" : ""), device, golden);
            check.loss(step.loss());
            for (String tensor : new TreeSet<>(golden.names())) {
                if (tensor.startsWith(GRADIENT)) {
                    Value gradient = step.gradients().get(tensor.substring(GRADIENT.length()));
                    check.compare(tensor, gradient, ContrastiveStep.scaleOf(tensor));
                } else if (tensor.startsWith(STATISTICS)) {
                    check.compare(tensor, step.statistics().get(tensor.substring(STATISTICS.length())), tensor);
                }
            }
            List<DynamicTest> tests = new ArrayList<>();
            tests.add(everyGradient(name, golden, step.gradients().keySet()));
            tests.addAll(check.tests());
            return tests;
        }
    }

    private static DynamicTest everyGradient(String name, Safetensors golden, Set<String> gradients) {
        List<String> expected = golden.names().stream()
                .filter(it -> it.startsWith(GRADIENT))
                .map(it -> it.substring(GRADIENT.length()))
                .sorted()
                .toList();
        List<String> actual = List.copyOf(new TreeSet<>(gradients));
        return dynamicTest(name + " has every gradient", () -> assertEquals(expected, actual));
    }
}
