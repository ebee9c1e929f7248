// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.pretrain.Recipe.PairData;
import io.github.jclip.clip.pretrain.Recipe.Training;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.op.Activation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Recipes of trainings that take no time. */
final class TinyRecipes {
    static final int SIDE = 32;
    static final int PAIRS = 6;
    static final int STEPS = 6;
    static final int CONTEXT = 32;
    static final VisionConfig VIT = new VisionConfig.VitConfig(16, 2, 2, 8);
    static final VisionConfig RESNET = new VisionConfig.ResNetConfig(4, List.of(1, 1, 1, 1), 4);

    private TinyRecipes() {}

    static Recipe of(VisionConfig vision, PairData data) {
        ClipConfig model = new ClipConfig(
                16,
                SIDE,
                vision,
                new TextConfig(CONTEXT, 560, 16, 2, 1),
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
        return new Recipe(model, Optional.empty(), training(1e-3, PAIRS), data, DType.F16);
    }

    static Training training(double learningRate, int microBatch) {
        return new Training(
                5, STEPS, PAIRS, microBatch, learningRate, 0.5, 2, 0.1, 0.9, 0.98, 1e-6, OptionalDouble.empty(), false);
    }
}
