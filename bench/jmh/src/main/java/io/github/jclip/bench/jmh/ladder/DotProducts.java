// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh.ladder;

/** The definition: an element after the other, B read down its columns. */
record DotProducts() implements Rung {
    @Override
    public void multiply(float[] x, float[] b, float[] y, int n, int k) {
        for (int i = 0; i < y.length; i++) {
            int row = i / n * k;
            int column = i % n;
            float sum = 0;
            for (int j = 0; j < k; j++) {
                sum += x[row + j] * b[j * n + column];
            }
            y[i] = sum;
        }
    }
}
