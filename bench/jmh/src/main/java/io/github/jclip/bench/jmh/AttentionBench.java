// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.OpCases;
import org.openjdk.jmh.annotations.Param;

/** Attention of the image towers. */
public class AttentionBench extends TrialBench {
    /** Images, tokens, width and heads. */
    @Param({"8x50x768x12", "8x197x768x12", "1x257x1024x16", "3x31x192x3"})
    public String size;

    /** Made by JMH. */
    public AttentionBench() {}

    @Override
    BenchCase benchCase() {
        int[] sizes = Sizes.parse(size);
        return OpCases.attention(sizes[0], sizes[1], sizes[2], sizes[3], false);
    }
}
