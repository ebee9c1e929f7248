// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.OpCases;
import org.openjdk.jmh.annotations.Param;

/** Softmax over classes, odd widths, and more than a cache holds. */
public class SoftmaxBench extends TrialBench {
    /** Rows and width. */
    @Param({"256x1000", "256x48", "99x397", "65536x1024"})
    public String size;

    /** Made by JMH. */
    public SoftmaxBench() {}

    @Override
    BenchCase benchCase() {
        int[] sizes = Sizes.parse(size);
        return OpCases.softmax(sizes[0], sizes[1]);
    }
}
