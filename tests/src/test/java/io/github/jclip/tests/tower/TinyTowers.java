// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.tower;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import java.util.Map;
import java.util.Optional;

/** Both towers of a model too small to mean anything, with several heads, blocks and tiles of queries. */
record TinyTowers(ImageEncoder images, TextEncoder texts) implements AutoCloseable {
    static final int RESOLUTION = 48;
    static final int EMBEDDING_DIM = 24;
    static final int VOCABULARY = 50;

    static TinyTowers load(Device device, Scope scope) {
        ClipConfig config = new ClipConfig(
                EMBEDDING_DIM,
                RESOLUTION,
                new VitConfig(48, 3, 2, 8),
                new TextConfig(40, VOCABULARY, 32, 2, 3),
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
        Map<String, Tensor> weights = FormulaWeights.of(config, "", scope);
        TowerSettings settings = new TowerSettings(config.activation(), config.layerNormEpsilon());
        return new TinyTowers(
                new ImageEncoder(device, weights::get, config.vision(), RESOLUTION, settings),
                new TextEncoder(device, weights::get, config.text(), settings));
    }

    /** Different images, [B, 3, R, R]. */
    static Tensor images(int batch, Scope scope) {
        Tensor images = scope.allocate(DType.F32, batch, 3, RESOLUTION, RESOLUTION);
        for (int i = 0; i < batch; i++) {
            images.slice(0, i, i + 1).copyFrom(FormulaWeights.image("image" + i, RESOLUTION, scope));
        }
        return images;
    }

    /** Texts of 3 to {@code longest} tokens, the largest id last. */
    static int[][] texts(int count, int longest) {
        int[][] texts = new int[count][longest];
        for (int i = 0; i < count; i++) {
            int end = longest - 1 - i % (longest - 2);
            for (int t = 0; t < end; t++) {
                texts[i][t] = (7 * i + 3 * t) % (VOCABULARY - 1);
            }
            texts[i][end] = VOCABULARY - 1;
        }
        return texts;
    }

    @Override
    public void close() {
        images.close();
        texts.close();
    }
}
