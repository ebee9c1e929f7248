// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of whole towers: against differences in double, and against each other on the CPU. */
class TowerGradientsTest {
    private static final int BATCH = 2;
    private static final double STEP = 0x1p-10;
    private static final double STEP_BETWEEN_KINKS = 0x1p-25;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void visionTransformer(boolean recomputes) {
        try (Device device = new ReferenceDevice();
                Scope scope = Scope.ofHost()) {
            List<PromptTokens> prompts =
                    List.of(prompts(0, 3, TinyTowerConfigs.VIT.width(), scope), prompts(1, 2, 12, scope));
            TrainingSettings training = settings(recomputes).withPrompts(prompts);
            try (TrainableImageTower tower = images(device, TinyTowerConfigs.VIT, training, scope);
                    TowerPass pass = tower.open(BATCH)) {
                fillImages(pass.input(), scope);
                TowerDifferences differences = new TowerDifferences(pass, STEP, tower::parametersChanged);
                differences.run();
                tower.parameters().forEach(it -> differences.check(it.name(), it.value(), it.gradient()));
                prompts.forEach(it -> differences.check("prompts " + it.layer(), it.value(), it.gradient()));
                assertTrue(differences.compared() > 150, "compared " + differences.compared());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resNet(boolean batchStatistics) {
        TrainingSettings training = batchStatistics
                ? TrainingSettings.everything()
                : TrainingSettings.everything().withRunningStatistics();
        try (Device device = new ReferenceDevice();
                Scope scope = Scope.ofHost();
                TrainableImageTower tower = images(device, TinyTowerConfigs.RESNET, training, scope);
                TowerPass pass = tower.open(3)) {
            fillImages(pass.input(), scope);
            TowerDifferences differences = new TowerDifferences(pass, STEP_BETWEEN_KINKS, tower::parametersChanged);
            differences.run();
            tower.parameters().stream()
                    .filter(it -> it.name().startsWith("visual.layer2")
                            || it.name().startsWith("visual.attnpool")
                            || it.name().startsWith("visual.bn1")
                            || it.name().startsWith("visual.conv"))
                    .forEach(it -> differences.check(it.name(), it.value(), it.gradient()));
            assertTrue(differences.compared() > 100, "compared " + differences.compared());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void textTransformer(boolean recomputes) {
        try (Device device = new ReferenceDevice();
                Scope scope = Scope.ofHost();
                TrainableTextTower tower = texts(device, settings(recomputes), scope);
                TowerPass pass = tower.open(BATCH, 6)) {
            for (int i = 0; i < pass.input().elementCount(); i++) {
                pass.input().setFlat(i, (3 * i + 1) % 10);
            }
            pass.ends().set(5, 0);
            pass.ends().set(3, 1);
            TowerDifferences differences = new TowerDifferences(pass, STEP, tower::parametersChanged);
            differences.run();
            tower.parameters().forEach(it -> differences.check(it.name(), it.value(), it.gradient()));
            assertTrue(differences.compared() > 150, "compared " + differences.compared());
        }
    }

    /** CoOp's case: the tokens are embedded by the caller, prompts stand in later layers, and no weight is trained. */
    @Test
    void frozenTextTransformer() {
        try (Device device = new ReferenceDevice();
                Scope scope = Scope.ofHost()) {
            List<PromptTokens> prompts = List.of(prompts(1, 2, TinyTowerConfigs.TEXT.width(), scope));
            TrainingSettings training = TrainingSettings.inputsOnly().withPrompts(prompts);
            try (TrainableTextTower tower = texts(device, training, scope);
                    TowerPass pass = tower.openEmbedded(BATCH, 7)) {
                fillRandomly(pass.input(), 0.3);
                pass.ends().set(6, 0);
                pass.ends().set(4, 1);
                TowerDifferences differences = new TowerDifferences(pass, STEP, () -> {});
                differences.run();
                assertEquals(List.of(), tower.parameters());
                differences.check("tokens", pass.input(), pass.dinput());
                prompts.forEach(it -> differences.check("prompts", it.value(), it.gradient()));
            }
        }
    }

    @Test
    void recomputationChangesNoBitAndTakesLessMemory() {
        try (Device device = new CpuDevice(2);
                Scope scope = Scope.ofHost()) {
            Map<String, float[]> kept = gradients(device, settings(false), 1, scope);
            Map<String, float[]> computedAgain = gradients(device, settings(true), 1, scope);
            assertEquals(kept.keySet(), computedAgain.keySet());
            kept.forEach((name, gradient) -> assertArrayEquals(gradient, computedAgain.get(name), name));
        }
    }

    @Test
    void threadsChangeNoBit() {
        try (Device one = new CpuDevice(1);
                Device three = new CpuDevice(3);
                Scope scope = Scope.ofHost()) {
            Map<String, float[]> expected = gradients(one, settings(false), 1, scope);
            Map<String, float[]> actual = gradients(three, settings(false), 1, scope);
            expected.forEach((name, gradient) -> assertArrayEquals(gradient, actual.get(name), name));
        }
    }

    /** Twice the same micro-batch gives twice the gradient: exactly so, since a sum of equals only shifts the exponent. */
    @Test
    void gradientsOfMicroBatchesAddUp() {
        try (Device device = new CpuDevice(2);
                Scope scope = Scope.ofHost()) {
            Map<String, float[]> once = gradients(device, settings(false), 1, scope);
            Map<String, float[]> twice = gradients(device, settings(false), 2, scope);
            once.forEach((name, gradient) -> {
                for (int i = 0; i < gradient.length; i++) {
                    assertEquals(2 * gradient[i], twice.get(name)[i], 1e-5f * (1 + Math.abs(gradient[i])), name);
                }
            });
        }
    }

    /** Blocks below the first that is trained keep nothing. */
    @Test
    void frozenLayersBelowTakeNoMemory() {
        try (Device device = new CpuDevice(1);
                Scope scope = Scope.ofHost()) {
            TrainingSettings last = new TrainingSettings(name -> name.contains("resblocks.1"), false, false, List.of());
            try (TrainableImageTower all = images(device, TinyTowerConfigs.VIT, settings(false), scope);
                    TrainableImageTower some = images(device, TinyTowerConfigs.VIT, last, scope);
                    TowerPass whole = all.open(8);
                    TowerPass part = some.open(8)) {
                assertTrue(part.activationBytes() < whole.activationBytes());
                fillImages(part.input(), scope);
                part.forward();
                part.backward();
                assertEquals(12, some.parameters().size());
            }
        }
    }

    @Test
    void refusesPromptsThatHaveNoPlace() {
        try (Device device = new CpuDevice(1);
                Scope scope = Scope.ofHost()) {
            TrainingSettings tooDeep = settings(false).withPrompts(List.of(prompts(2, 1, 12, scope)));
            assertThrows(IllegalArgumentException.class, () -> images(device, TinyTowerConfigs.VIT, tooDeep, scope));
            TrainingSettings first = settings(false).withPrompts(List.of(prompts(0, 1, 10, scope)));
            assertThrows(IllegalArgumentException.class, () -> texts(device, first, scope));
            assertThrows(IllegalArgumentException.class, () -> images(device, TinyTowerConfigs.RESNET, first, scope));
        }
    }

    private static Map<String, float[]> gradients(Device device, TrainingSettings training, int passes, Scope scope) {
        try (TrainableImageTower tower = images(device, TinyTowerConfigs.VIT, training, scope);
                TowerPass pass = tower.open(BATCH)) {
            fillImages(pass.input(), scope);
            fillRandomly(pass.dembeddings(), 1);
            tower.clearGradients();
            for (int i = 0; i < passes; i++) {
                pass.forward();
                pass.backward();
            }
            Map<String, float[]> gradients = new TreeMap<>();
            for (Parameter parameter : tower.parameters()) {
                gradients.put(parameter.name(), parameter.gradient().toFloatArray());
            }
            return gradients;
        }
    }

    private static TrainingSettings settings(boolean recomputes) {
        TrainingSettings everything = TrainingSettings.everything();
        return recomputes ? everything.withRecomputation() : everything;
    }

    private static TrainableImageTower images(
            Device device, VisionConfig config, TrainingSettings training, Scope scope) {
        int resolution = config instanceof VitConfig
                ? TinyTowerConfigs.VIT_RESOLUTION
                : TinyTowerConfigs.RESNET_RESOLUTION;
        Map<String, Tensor> weights = TinyTowerConfigs.weights(config, resolution, scope);
        return new TrainableImageTower(device, weights::get, config, resolution, TinyTowerConfigs.SETTINGS, training);
    }

    private static TrainableTextTower texts(Device device, TrainingSettings training, Scope scope) {
        Map<String, Tensor> weights =
                TinyTowerConfigs.weights(TinyTowerConfigs.VIT, TinyTowerConfigs.VIT_RESOLUTION, scope);
        return new TrainableTextTower(device, weights::get, TinyTowerConfigs.TEXT, TinyTowerConfigs.SETTINGS, training);
    }

    private static PromptTokens prompts(int layer, int count, int width, Scope scope) {
        Tensor value = scope.allocate(DType.F64, count, width);
        fillRandomly(value, 0.4);
        return new PromptTokens(layer, value, scope.allocate(value.dtype(), count, width));
    }

    private static void fillImages(Tensor images, Scope scope) {
        for (int i = 0; i < images.dim(0); i++) {
            images.slice(0, i, i + 1).copyFrom(FormulaWeights.image("image" + i, images.dim(2), scope));
        }
    }

    private static void fillRandomly(Tensor tensor, double size) {
        SplittableRandom random = new SplittableRandom(tensor.elementCount());
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextDouble(-size, size));
        }
    }
}
