// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.OpCases;
import org.openjdk.jmh.annotations.Param;

/** Attention of the text towers. */
public class CausalAttentionBench extends TrialBench {
    /** Texts, tokens, width and heads. */
    @Param({"64x12x512x8", "8x77x512x8", "3x31x192x3"})
    public String size;

    /** Made by JMH. */
    public CausalAttentionBench() {}

    @Override
    BenchCase benchCase() {
        int[] sizes = Sizes.parse(size);
        return OpCases.attention(sizes[0], sizes[1], sizes[2], sizes[3], true);
    }
}
