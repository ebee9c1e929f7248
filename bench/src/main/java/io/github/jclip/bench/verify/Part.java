// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import java.util.Locale;

/** A part of the verification, in the order in which they run. */
public enum Part {
    /** Every op against its specification. */
    CONFORMANCE,
    /** Whole towers, stage by stage, against the CPU device. */
    TOWERS,
    /** A training of task residuals, step by step, against the CPU device. */
    TASKRES,
    /** Times: single ops and whole towers. */
    BENCH;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
