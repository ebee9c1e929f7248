// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import java.util.List;

/** The shape of an image tower. */
public sealed interface VisionConfig {

    /** C: columns of a ViT's tokens; channels after a ResNet's stem. */
    int width();

    /** Attention heads: of every block of a ViT, of a ResNet's attention pool. */
    int heads();

    /**
     * A Vision Transformer.
     *
     * @param layers number of blocks
     * @param patchSize height and width of a patch in pixels
     */
    record VitConfig(int width, int layers, int heads, int patchSize) implements VisionConfig {}

    /**
     * CLIP's modified ResNet.
     *
     * @param layers bottleneck blocks in each of the four stages
     */
    record ResNetConfig(int width, List<Integer> layers, int heads) implements VisionConfig {
        public ResNetConfig {
            layers = List.copyOf(layers);
        }
    }
}
