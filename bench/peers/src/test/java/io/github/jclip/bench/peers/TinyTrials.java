// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.bench.ImageTowerCase;
import io.github.jclip.bench.ImageTowerTrial;
import io.github.jclip.bench.TextTowerCase;
import io.github.jclip.bench.TextTowerTrial;
import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import java.util.List;
import java.util.Optional;

/** Towers that take no time. */
public final class TinyTrials {
    public static final VisionConfig VIT = new VitConfig(24, 2, 3, 8);
    public static final VisionConfig RESNET = new ResNetConfig(8, List.of(1, 2, 1, 1), 4);

    private static final int END = 59;
    private static final int CONTEXT = 11;

    private TinyTrials() {}

    /** A model of odd sizes. */
    public static ClipConfig config(VisionConfig vision, Activation activation) {
        return new ClipConfig(
                20,
                64,
                vision,
                new TextConfig(CONTEXT, END + 1, 36, 3, 2),
                activation,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
    }

    public static ImageTowerTrial image(VisionConfig vision, Activation activation, Scope scope) {
        ClipConfig config = config(vision, activation);
        Tensor images = scope.allocate(DType.F32, 3, 3, 64, 64);
        for (int i = 0; i < 3; i++) {
            images.slice(0, i, i + 1).copyFrom(FormulaWeights.image("image" + i, 64, scope));
        }
        return new ImageTowerTrial(new ImageTowerCase("tiny", 3), config, FormulaWeights.of(config, "", scope), images);
    }

    public static TextTowerTrial text(Activation activation, Scope scope) {
        ClipConfig config = config(VIT, activation);
        int[][] tokens = {
            {58, 3, END, 0, 0, 0, 0, 0, 0, 0, 0},
            {58, END, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            {58, 1, 2, 3, 4, 5, 6, 7, 8, 9, END},
            {58, 7, 7, 40, 0, 0, END, 1, END, 2, 3},
        };
        return new TextTowerTrial(
                new TextTowerCase("tiny", tokens.length), config, FormulaWeights.of(config, "", scope), tokens);
    }
}
