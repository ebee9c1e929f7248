// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.tensor.op.Activation;
import java.util.List;
import java.util.Optional;

/**
 * An architecture that OpenAI released (Radford et al. 2021, tables 19 and 20).
 *
 * @param name as OpenAI writes it: {@code ViT-B/32}
 * @param config its sizes, with OpenAI's activation and preprocessing
 */
public record KnownArchitecture(String name, ClipConfig config) {
    private static final int HEAD_DIM = 64;

    private static final List<KnownArchitecture> ALL = List.of(
            known("RN50", 1024, 224, resNet(64, 3, 4, 6, 3), text(512)),
            known("RN101", 512, 224, resNet(64, 3, 4, 23, 3), text(512)),
            known("RN50x4", 640, 288, resNet(80, 4, 6, 10, 6), text(640)),
            known("RN50x16", 768, 384, resNet(96, 6, 8, 18, 8), text(768)),
            known("RN50x64", 1024, 448, resNet(128, 3, 15, 36, 10), text(1024)),
            known("ViT-B/32", 512, 224, vit(768, 12, 32), text(512)),
            known("ViT-B/16", 512, 224, vit(768, 12, 16), text(512)),
            known("ViT-L/14", 768, 224, vit(1024, 24, 14), text(768)),
            known("ViT-L/14@336px", 768, 336, vit(1024, 24, 14), text(768)));

    private static KnownArchitecture known(
            String name, int embeddingDim, int resolution, VisionConfig vision, TextConfig text) {
        ClipConfig config = new ClipConfig(
                embeddingDim,
                resolution,
                vision,
                text,
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
        return new KnownArchitecture(name, config);
    }

    private static VisionConfig vit(int width, int layers, int patchSize) {
        return new VitConfig(width, layers, width / HEAD_DIM, patchSize);
    }

    private static VisionConfig resNet(int width, Integer... layers) {
        return new ResNetConfig(width, List.of(layers), width * 32 / HEAD_DIM);
    }

    private static TextConfig text(int width) {
        return new TextConfig(77, 49408, width, width / HEAD_DIM, 12);
    }

    /** All nine. */
    public static List<KnownArchitecture> all() {
        return ALL;
    }

    /** The architecture with this name, if it is one of the nine. */
    public static Optional<KnownArchitecture> named(String name) {
        return ALL.stream().filter(known -> known.name.equals(name)).findFirst();
    }

    /** The architecture with a model's sizes, if it is one of the nine. */
    public static Optional<KnownArchitecture> of(ClipConfig config) {
        return ALL.stream().filter(known -> known.hasSizesOf(config)).findFirst();
    }

    private boolean hasSizesOf(ClipConfig other) {
        return config.embeddingDim() == other.embeddingDim()
                && config.imageResolution() == other.imageResolution()
                && config.vision().equals(other.vision())
                && config.text().equals(other.text());
    }
}
