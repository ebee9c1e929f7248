// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.clip.tower.PairLoss;
import io.github.jclip.clip.tower.TowerPass;
import io.github.jclip.clip.tower.TrainableImageTower;
import io.github.jclip.clip.tower.TrainableTextTower;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.kernels.cuda.EmulatedGpu;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.optim.Parameter;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Stream<DynamicTest> emulatedGpu() {
        EmulatedGpu gpu = EmulatedGpu.fresh();
        List<DynamicTest> tests = new ArrayList<>();
        try (Device device = gpu.open(Precision.F32)) {
            tests.addAll(check(device, "vit_a", "infonce_vit_a", TrainingSettings.everything()));
            tests.addAll(check(device, "rn_a", "infonce_rn_a_trainmode", TrainingSettings.everything()));
        }
        gpu.assertNoLeaks();
        return tests.stream();
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
            GoldenTowers towers = GoldenTowers.tiny(model, scope);
            Tensor images = golden.tensor("image");
            Tensor texts = golden.tensor("text");
            GradientCheck check =
                    new GradientCheck(name + (training.recomputes() ? ", recomputed" : ""), device, golden);
            try (TrainableImageTower imageTower = towers.images(device, training);
                    TrainableTextTower textTower = towers.texts(device, training);
                    TowerPass imagePass = imageTower.open(images.dim(0));
                    TowerPass textPass = textTower.open(texts.dim(0), texts.dim(1));
                    PairLoss loss =
                            new PairLoss(device, images.dim(0), towers.config().embeddingDim(), towers.logScale())) {
                imagePass.setInput(images);
                GoldenTowers.setTokens(device, textPass, texts);
                GoldenTowers.setEnds(device, textPass, texts);
                imagePass.forward();
                textPass.forward();
                device.copy(imagePass.embeddings(), loss.images());
                device.copy(textPass.embeddings(), loss.texts());
                loss.run();
                check.loss(loss.loss());
                device.copy(loss.dimages(), imagePass.dembeddings());
                device.copy(loss.dtexts(), textPass.dembeddings());
                imagePass.backward();
                textPass.backward();
                Map<String, Tensor> gradients = new HashMap<>();
                gradients.put("logit_scale", loss.logScale().gradient().select(0, 0));
                for (Parameter parameter : imageTower.parameters()) {
                    gradients.put(parameter.name(), parameter.gradient());
                }
                for (Parameter parameter : textTower.parameters()) {
                    gradients.put(parameter.name(), parameter.gradient());
                }
                List<DynamicTest> tests = new ArrayList<>();
                tests.add(everyGradient(name, golden, gradients));
                compareAll(check, golden, gradients, imageTower.statistics());
                tests.addAll(check.tests());
                return tests;
            }
        }
    }

    private static DynamicTest everyGradient(String name, Safetensors golden, Map<String, Tensor> gradients) {
        List<String> expected = golden.names().stream()
                .filter(it -> it.startsWith(GRADIENT))
                .map(it -> it.substring(GRADIENT.length()))
                .sorted()
                .toList();
        List<String> actual = List.copyOf(new TreeSet<>(gradients.keySet()));
        return dynamicTest(name + " has every gradient", () -> assertEquals(expected, actual));
    }

    private static void compareAll(
            GradientCheck check, Safetensors golden, Map<String, Tensor> gradients, Map<String, Tensor> statistics) {
        for (String tensor : new TreeSet<>(golden.names())) {
            if (tensor.startsWith(GRADIENT)) {
                Tensor gradient = gradients.get(tensor.substring(GRADIENT.length()));
                check.compare(tensor, likeStored(gradient, golden.tensor(tensor)), scaleOf(tensor));
            } else if (tensor.startsWith(STATISTICS)) {
                check.compare(tensor, statistics.get(tensor.substring(STATISTICS.length())));
            }
        }
    }

    /** A softmax does not feel what is added to all scores of a query, so the bias of the keys has no gradient at all. */
    private static String scaleOf(String tensor) {
        return tensor.endsWith("k_proj.bias") ? tensor.replace("bias", "weight") : tensor;
    }

    /** Ours are matrices [N, kernel·kernel·C] where convolutions are stored as [N, C, kernel, kernel]. */
    private static Tensor likeStored(Tensor gradient, Tensor stored) {
        return stored.rank() == 4
                ? gradient.unflatten(1, stored.dim(2), stored.dim(3), stored.dim(1))
                        .permute(0, 3, 1, 2)
                : gradient;
    }
}
