// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Towers so small that every gradient can be taken by differences. */
final class TinyTowerConfigs {
    static final int EMBEDDING_DIM = 6;
    static final int VIT_RESOLUTION = 8;
    static final int RESNET_RESOLUTION = 64;
    static final VitConfig VIT = new VitConfig(12, 2, 3, 4);
    static final ResNetConfig RESNET = new ResNetConfig(2, List.of(1, 2, 1, 1), 1);
    static final TextConfig TEXT = new TextConfig(7, 11, 10, 2, 2);
    static final TowerSettings SETTINGS = new TowerSettings(Activation.QUICK_GELU, 1e-5);

    private TinyTowerConfigs() {}

    static Map<String, Tensor> weights(VisionConfig vision, int resolution, Scope scope) {
        ClipConfig config = new ClipConfig(
                EMBEDDING_DIM,
                resolution,
                vision,
                TEXT,
                SETTINGS.activation(),
                SETTINGS.layerNormEpsilon(),
                PreprocessingConfig.OPENAI,
                Optional.empty());
        return FormulaWeights.of(config, "", scope);
    }
}
