// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/** A case with its operands, which peers read and nobody writes. */
public sealed interface Trial permits GemmTrial, OpTrial, ImageTowerTrial, TextTowerTrial, TuneTrial {

    /** The case. */
    BenchCase benchCase();

    /** What one run has to do. */
    Work work();

    /**
     * jclip's own contender.
     *
     * @param threads of its device
     */
    Contender jclip(int threads);

    /**
     * The largest difference between two correct outputs, for any element.
     *
     * @param output of jclip's contender, which must have run
     */
    double tolerance(float[] output);
}
