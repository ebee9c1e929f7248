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

    /**
     * Appends all blocks, which overwrite x [B, T, C], and gives one token of each sequence back, [B, C]. The last block
     * is computed for these tokens only, unless the program shows its stages; the bits are the same.
     */
    Tensor append(Program program, Tensor x, Pooling pooling, String stagePrefix) {
        int last = blocks.size() - 1;
        for (int i = 0; i < last; i++) {
            blocks.get(i).append(program, x, settings, stagePrefix + "block" + i);
        }
        String stage = stagePrefix + "block" + last;
        if (!program.showsStages()) {
            return blocks.get(last).appendPooled(program, x, pooling, settings, stage);
        }
        blocks.get(last).append(program, x, settings, stage);
        return pooling.append(program, x);
    }
}
