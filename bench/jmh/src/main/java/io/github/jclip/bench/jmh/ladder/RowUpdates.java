// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh.ladder;

import java.util.Arrays;

/**
 * The loops exchanged: rows of B, scaled, are added to a row of Y, and all memory is read in order. The compiler cannot
 * know that the arrays differ, and keeps to scalars.
 */
record RowUpdates() implements Rung {
    @Override
    public void multiply(float[] x, float[] b, float[] y, int n, int k) {
        Arrays.fill(y, 0);
        for (int i = 0; i < x.length; i++) {
            addScaled(x[i], b, i % k * n, y, i / k * n, n);
        }
    }

    private static void addScaled(float factor, float[] b, int from, float[] y, int to, int n) {
        for (int j = 0; j < n; j++) {
            y[to + j] += factor * b[from + j];
        }
    }
}
