// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.GemmCase;
import org.openjdk.jmh.annotations.Param;

/** Linear layers of CLIP's towers with packed weights, and sizes that fill no tile. */
public class GemmBench extends TrialBench {
    /** M, N and K of y[M, N] = x[M, K]·W[N, K]ᵀ. */
    @Param({
        "1576x2304x768",
        "400x2304x768",
        "1576x3072x768",
        "1576x768x3072",
        "400x3072x768",
        "400x768x3072",
        "1024x1024x1024",
        "2048x2048x2048",
        "50x2304x768",
        "1x512x768",
        "257x1001x511"
    })
    public String size;

    /** Made by JMH. */
    public GemmBench() {}

    @Override
    BenchCase benchCase() {
        int[] sizes = Sizes.parse(size);
        return new GemmCase(sizes[0], sizes[1], sizes[2]);
    }
}
