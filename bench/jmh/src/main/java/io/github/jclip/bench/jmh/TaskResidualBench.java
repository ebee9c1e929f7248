// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.TuneCase;
import org.openjdk.jmh.annotations.Param;

/** A training step of task residual tuning on cached embeddings. */
public class TaskResidualBench extends TrialBench {
    /** Classes, batch and embedding dimension. */
    @Param({"1000x256x512", "100x256x512", "397x37x1024"})
    public String size;

    /** Made by JMH. */
    public TaskResidualBench() {}

    @Override
    BenchCase benchCase() {
        int[] sizes = Sizes.parse(size);
        return new TuneCase(sizes[0], sizes[1], sizes[2]);
    }
}
