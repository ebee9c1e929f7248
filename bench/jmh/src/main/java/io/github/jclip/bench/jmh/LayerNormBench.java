// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.OpCases;
import org.openjdk.jmh.annotations.Param;

/** Layer normalisation of the towers, odd widths, and more than a cache holds. */
public class LayerNormBench extends TrialBench {
    /** Rows and width. */
    @Param({"400x768", "1576x768", "2056x1024", "401x1000", "65536x1024"})
    public String size;

    /** Made by JMH. */
    public LayerNormBench() {}

    @Override
    BenchCase benchCase() {
        int[] sizes = Sizes.parse(size);
        return OpCases.layerNorm(sizes[0], sizes[1]);
    }
}
