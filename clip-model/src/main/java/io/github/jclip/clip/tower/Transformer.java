// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** A stack of {@linkplain ResidualAttentionBlock blocks}. */
record Transformer(List<ResidualAttentionBlock> blocks, ResidualAttentionBlock.Settings settings) {

    static Transformer load(
            Parameters parameters, int layers, double layerNormEpsilon, ResidualAttentionBlock.Settings settings) {
        Parameters resblocks = parameters.at("resblocks");
        return new Transformer(
                IntStream.range(0, layers)
                        .mapToObj(i -> ResidualAttentionBlock.load(resblocks.at(Integer.toString(i)), layerNormEpsilon))
                        .toList(),
                settings);
    }

    /** Appends all blocks, which replace x [B, T, C] in place. */
    void append(Program program, Tensor x, String stagePrefix) {
        for (int i = 0; i < blocks.size(); i++) {
            blocks.get(i).append(program, x, settings, stagePrefix + "block" + i);
        }
    }
}
