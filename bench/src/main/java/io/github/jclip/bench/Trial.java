// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.List;

/** A case with its operands, which peers read and nobody writes. */
public sealed interface Trial extends AutoCloseable
        permits GemmTrial,
                OpTrial,
                ImageTowerTrial,
                TextTowerTrial,
                TuneTrial,
                PhotosTrial,
                ProcessTrial,
                ConvertTrial {

    /** The case. */
    BenchCase benchCase();

    /** What one run has to do. */
    Work work();

    /** Images decoded by one run, for images a second; 0 where these are not what is counted. */
    default int photos() {
        return 0;
    }

    /** Contenders that are always there, beside the peers that are asked for. */
    default List<PeerProvider> baselines() {
        return List.of();
    }

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

    /** Deletes what lies on disk. Operands in memory belong to the scope that the case was given. */
    @Override
    default void close() {}
}
