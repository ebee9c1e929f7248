// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.OpCases;
import org.openjdk.jmh.annotations.Param;

/** QuickGELU on its own. */
public class ActivationBench extends TrialBench {
    /** Rows and width. */
    @Param({"400x3072", "1576x3072", "401x1001", "65536x1024"})
    public String size;

    /** Made by JMH. */
    public ActivationBench() {}

    @Override
    BenchCase benchCase() {
        int[] sizes = Sizes.parse(size);
        return OpCases.quickGelu(sizes[0], sizes[1]);
    }
}
