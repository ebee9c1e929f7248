// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.pretrain.Recipe.DrawnWorld;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.clip.world.World;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.optim.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch that goes through the towers in parts, or is computed again to save memory, has the gradients of the whole. */
class ContrastivePartsTest {
    private static final int PAIRS = TinyRecipes.PAIRS;

    /** Sums of a few hundred products in another order, through eight layers. */
    private static final double F32_TOLERANCE = 1e-4;

    private static final double F64_TOLERANCE = 1e-12;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void partsAddUpInDouble(int part) {
        try (Device device = new ReferenceDevice()) {
            assertSame(gradients(device, PAIRS, false), gradients(device, part, false), F64_TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void partsAddUpOnTheCpu(int part) {
        try (Device device = new CpuDevice(2)) {
            assertSame(gradients(device, PAIRS, false), gradients(device, part, false), F32_TOLERANCE);
        }
    }

    @Test
    void recomputationChangesNothing() {
        try (Device device = new CpuDevice(2)) {
            assertSame(gradients(device, PAIRS, false), gradients(device, PAIRS, true), F32_TOLERANCE);
        }
    }

    @Test
    void partsTakeLessMemory() {
        ClipConfig config =
                TinyRecipes.of(TinyRecipes.VIT, new DrawnWorld(1, 32)).model();
        try (Device device = new CpuDevice(1);
                Scope scope = Scope.ofHost()) {
            Map<String, Tensor> weights = InitialWeights.of(config, 1, scope);
            assertTrue(2 * bytes(device, weights, config, 2) < bytes(device, weights, config, PAIRS));
        }
    }

    private static long bytes(Device device, Map<String, Tensor> weights, ClipConfig config, int part) {
        try (ContrastiveModel model =
                new ContrastiveModel(device, weights::get, config, TrainingSettings.everything(), PAIRS, part)) {
            return model.activationBytes();
        }
    }

    /** The loss and the gradients of all parameters. */
    private static Map<String, double[]> gradients(Device device, int part, boolean recomputes) {
        ClipConfig config =
                TinyRecipes.of(TinyRecipes.VIT, new DrawnWorld(1, 32)).model();
        TrainingSettings settings =
                recomputes ? TrainingSettings.everything().withRecomputation() : TrainingSettings.everything();
        try (Scope scope = Scope.ofHost()) {
            Map<String, Tensor> weights = InitialWeights.of(config, 1, scope);
            Tensor images = scope.allocate(DType.F32, PAIRS, 3, TinyRecipes.SIDE, TinyRecipes.SIDE);
            World world = new World(1, TinyRecipes.SIDE);
            int[][] tokens = new int[PAIRS][TinyRecipes.CONTEXT];
            for (int i = 0; i < PAIRS; i++) {
                WorldPairs.apply(
                        config.preprocessing().at(TinyRecipes.SIDE),
                        world.trainingPicture(i).image(),
                        images.select(0, i));
                for (int j = 0; j < 5 + i; j++) {
                    tokens[i][j] = 1 + (7 * i + 3 * j) % 500;
                }
                tokens[i][5 + i] = config.text().vocabularySize() - 1;
                assertEquals(5 + i, ClipTokenizer.endPosition(tokens[i]));
            }
            try (ContrastiveModel model = new ContrastiveModel(device, weights::get, config, settings, PAIRS, part)) {
                model.open();
                Map<String, double[]> result = new LinkedHashMap<>();
                result.put("loss", new double[] {model.computeGradients(images, tokens)});
                for (Parameter parameter : model.parameters()) {
                    result.put(parameter.name(), parameter.gradient().toDoubleArray());
                }
                return result;
            }
        }
    }

    /** Each difference is measured by the largest element of its tensor. */
    private static void assertSame(Map<String, double[]> expected, Map<String, double[]> actual, double tolerance) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> {
            double largest = 1e-6;
            for (double value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < values.length; i++) {
                assertEquals(values[i], actual.get(name)[i], tolerance * largest, name);
            }
        });
    }
}
