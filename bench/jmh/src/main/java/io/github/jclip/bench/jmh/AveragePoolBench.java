// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.OpCases;
import org.openjdk.jmh.annotations.Param;

/** Average pooling of RN50's stem and stages. */
public class AveragePoolBench extends TrialBench {
    /** Images, resolution and channels. */
    @Param({"8x112x64", "8x56x256", "3x31x17"})
    public String size;

    /** Made by JMH. */
    public AveragePoolBench() {}

    @Override
    BenchCase benchCase() {
        int[] sizes = Sizes.parse(size);
        return OpCases.averagePool(sizes[0], sizes[1], sizes[2]);
    }
}
