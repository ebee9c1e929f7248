// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.OpCases;
import org.openjdk.jmh.annotations.Param;

/** Convolutions of RN50: the stem's first, the 3×3 and 1×1 of its stages; and the patches of ViT-B/16. */
public class ConvolutionBench extends TrialBench {
    /** Images, resolution, channels, outputs, kernel, stride and padding. */
    @Param({
        "8x224x3x32x3x2x1",
        "8x112x32x64x3x1x1",
        "8x56x64x64x3x1x1",
        "8x56x256x64x1x1x0",
        "8x14x256x256x3x1x1",
        "8x7x512x512x3x1x1",
        "8x224x3x768x16x16x0",
        "3x31x17x23x3x1x1"
    })
    public String size;

    /** Made by JMH. */
    public ConvolutionBench() {}

    @Override
    BenchCase benchCase() {
        int[] sizes = Sizes.parse(size);
        return OpCases.convolution(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6]);
    }
}
