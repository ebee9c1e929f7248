// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.WeightShapes;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InitialWeightsTest {
    private static final int WIDTH = 64;
    private static final int LAYERS = 3;

    private static ClipConfig model(VisionConfig vision) {
        return new ClipConfig(
                32,
                64,
                vision,
                new TextConfig(16, 600, WIDTH, 2, LAYERS),
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
    }

    private static ClipConfig vit() {
        return model(new VisionConfig.VitConfig(WIDTH, LAYERS, 2, 8));
    }

    private static ClipConfig resNet() {
        return model(new VisionConfig.ResNetConfig(16, List.of(1, 1, 1, 1), 4));
    }

    private static double deviation(Tensor tensor) {
        return Math.sqrt(Arrays.stream(tensor.toDoubleArray())
                .map(value -> value * value)
                .average()
                .orElseThrow());
    }

    @Test
    void deviationsAreThoseOfTheOriginal() {
        try (Scope scope = Scope.ofHost()) {
            Map<String, Tensor> weights = InitialWeights.of(vit(), 1, scope);
            assertEquals(WeightShapes.of(vit()).keySet(), weights.keySet());
            Map<String, Double> expected = Map.of(
                    "token_embedding.weight",
                    0.02,
                    "positional_embedding",
                    0.01,
                    "text_projection",
                    0.125,
                    "transformer.resblocks.1.attn.in_proj_weight",
                    0.125,
                    "transformer.resblocks.1.attn.out_proj.weight",
                    0.125 / Math.sqrt(6),
                    "visual.transformer.resblocks.2.mlp.c_fc.weight",
                    1 / Math.sqrt(128),
                    "visual.transformer.resblocks.2.mlp.c_proj.weight",
                    0.125 / Math.sqrt(6),
                    "visual.conv1.weight",
                    Math.sqrt(1 / (3 * 3 * 64.0)));
            expected.forEach((name, deviation) -> {
                Tensor tensor = weights.get(name);
                // the relative error of a deviation estimated from n normal elements is √(1 / 2n)
                double allowed = 5 * deviation * Math.sqrt(0.5 / tensor.elementCount());
                assertEquals(deviation, deviation(tensor), allowed, name);
            });
            assertEquals(Math.log(1 / 0.07), weights.get("logit_scale").getFlat(0), 1e-6);
            assertEquals(0, deviation(weights.get("transformer.resblocks.0.mlp.c_fc.bias")));
            assertEquals(1, deviation(weights.get("ln_final.weight")));
        }
    }

    @Test
    void bottlenecksOfAResNetBeginAsTheirShortcut() {
        try (Scope scope = Scope.ofHost()) {
            Map<String, Tensor> weights = InitialWeights.of(resNet(), 1, scope);
            assertEquals(0, deviation(weights.get("visual.layer2.0.bn3.weight")));
            assertEquals(1, deviation(weights.get("visual.layer2.0.bn2.weight")));
            assertEquals(1, deviation(weights.get("visual.bn3.weight")));
            assertEquals(0, deviation(weights.get("visual.layer1.0.bn1.running_mean")));
            assertEquals(1, deviation(weights.get("visual.layer1.0.bn1.running_var")));
            Tensor convolution = weights.get("visual.layer3.0.conv2.weight");
            double bound = Math.sqrt(1 / (9.0 * convolution.dim(1)));
            double largest = Arrays.stream(convolution.toDoubleArray())
                    .map(Math::abs)
                    .max()
                    .orElseThrow();
            assertEquals(bound, largest, bound * 0.01);
        }
    }

    @Test
    void theSeedDecidesAll() {
        try (Scope scope = Scope.ofHost()) {
            String name = "visual.proj";
            float[] first = InitialWeights.of(vit(), 5, scope).get(name).toFloatArray();
            assertArrayEquals(
                    first, InitialWeights.of(vit(), 5, scope).get(name).toFloatArray());
            assertFalse(Arrays.equals(
                    first, InitialWeights.of(vit(), 6, scope).get(name).toFloatArray()));
        }
    }
}
