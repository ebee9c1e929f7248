// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.Locale;

/** A family of cases, as the command line names it. */
public enum Group {
    /** Products of a matrix with packed weights. */
    GEMM,
    /** Single ops. */
    OPS,
    /** Whole towers. */
    MODEL,
    /** A training step. */
    TUNE,
    /** Decoding, preprocessing, conversion, and whole processes. */
    IO;

    /** As the command line and the results write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
