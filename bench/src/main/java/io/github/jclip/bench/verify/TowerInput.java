// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A model whose towers are compared.
 *
 * @param name of its architecture
 */
record TowerInput(String name, ClipConfig config) {
    private static final int IMAGES = 2;
    private static final int[] TEXT_LENGTHS = {5, 12, 77};

    /** OpenAI's, of the sizes that people use. */
    static List<TowerInput> known() {
        return Stream.of("ViT-B/32", "ViT-B/16", "ViT-L/14", "RN50")
                .map(name -> new TowerInput(
                        name, KnownArchitecture.named(name).orElseThrow().config()))
                .toList();
    }

    /** Too small to mean anything, with several blocks, heads and stages. */
    static List<TowerInput> tiny() {
        return List.of(
                tiny("tiny ViT", 32, new VitConfig(64, 2, 2, 8)),
                tiny("tiny ResNet", 64, new ResNetConfig(8, List.of(1, 1, 1, 1), 4)));
    }

    private static TowerInput tiny(String name, int resolution, VisionConfig vision) {
        return new TowerInput(
                name,
                new ClipConfig(
                        32,
                        resolution,
                        vision,
                        new TextConfig(16, 64, 32, 2, 2),
                        Activation.QUICK_GELU,
                        ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                        PreprocessingConfig.OPENAI,
                        Optional.empty()));
    }

    /** Formula weights by OpenAI's names, F32. */
    Map<String, Tensor> weights(Scope scope) {
        return FormulaWeights.of(config, "", scope);
    }

    /** Formula images [B, 3, R, R], F32. */
    Tensor images(int batch, Scope scope) {
        int resolution = config.imageResolution();
        Tensor images = scope.allocate(DType.F32, batch, 3, resolution, resolution);
        for (int i = 0; i < batch; i++) {
            images.slice(0, i, i + 1).copyFrom(FormulaWeights.image("image" + i, resolution, scope));
        }
        return images;
    }

    Tensor images(Scope scope) {
        return images(IMAGES, scope);
    }

    /** A short, a usual and a full text, ordered by length as the encoder orders them. */
    int[][] texts() {
        SplittableRandom random = new SplittableRandom(1);
        int vocabulary = config.text().vocabularySize();
        int[][] texts = new int[TEXT_LENGTHS.length][config.text().contextLength()];
        for (int i = 0; i < texts.length; i++) {
            int length = Math.min(TEXT_LENGTHS[i], texts[i].length);
            for (int t = 0; t < length - 1; t++) {
                texts[i][t] = random.nextInt(vocabulary - 1);
            }
            texts[i][length - 1] = vocabulary - 1;
        }
        return texts;
    }

    ImageEncoder imageEncoder(Device device, Map<String, Tensor> weights) {
        return new ImageEncoder(device, weights::get, config.vision(), config.imageResolution(), settings());
    }

    TextEncoder textEncoder(Device device, Map<String, Tensor> weights) {
        return new TextEncoder(device, weights::get, config.text(), settings());
    }

    private TowerSettings settings() {
        return new TowerSettings(config.activation(), config.layerNormEpsilon());
    }
}
