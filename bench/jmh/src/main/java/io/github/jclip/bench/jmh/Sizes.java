// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import java.util.Arrays;

/** Sizes in a benchmark's parameter. */
final class Sizes {
    private Sizes() {}

    /** Reads {@code 8x197x768}. */
    static int[] parse(String text) {
        return Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    }
}
