// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;

/**
 * Learned tokens that every sequence of a batch has (visual prompt tuning, Jia et al. 2022).
 *
 * <p>In an image tower those of layer 0 stand behind the patches, before ln_pre; those of a later layer take the place of
 * the last tokens at that block's input. In a text tower those of a layer from 1 on take the place of the tokens from
 * position 1 on.
 *
 * @param layer of the block that sees them first
 * @param value [n, C], on the device in its compute type, contiguous
 * @param gradient [n, C], added to
 */
public record PromptTokens(int layer, Tensor value, Tensor gradient) {
    public PromptTokens {
        if (layer < 0 || value.rank() != 2 || !value.shape().equals(gradient.shape())) {
            throw new IllegalArgumentException(
                    "prompts %s with gradients %s for layer %d".formatted(value.shape(), gradient.shape(), layer));
        }
    }

    /** n, the number of tokens. */
    int count() {
        return value.dim(0);
    }
}
