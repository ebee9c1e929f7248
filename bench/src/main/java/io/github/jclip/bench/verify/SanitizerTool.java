// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import java.util.Locale;

/** What NVIDIA's Compute Sanitizer looks for. */
public enum SanitizerTool {
    /** Accesses outside of memory. */
    MEMCHECK,
    /** Races in shared memory. */
    RACECHECK,
    /** Reads of global memory that nobody has written. */
    INITCHECK,
    /** Barriers that not all threads meet. */
    SYNCCHECK;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
