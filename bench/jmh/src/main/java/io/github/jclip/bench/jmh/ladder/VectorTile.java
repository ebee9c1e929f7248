// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh.ladder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 6 rows and 4 vectors: 24 multiply-adds for 10 loads. What it lacks is all that jclip's product adds: B in
 * panels, blocks that stay in the caches, a loop that the compiler leaves alone.
 */
record VectorTile() implements Rung {
    static final int ROWS = 6;
    static final int VECTORS = 4;

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int V = S.length();

    @Override
    public void multiply(float[] x, float[] b, float[] y, int n, int k) {
        for (int row = 0; row * n < y.length; row += ROWS) {
            for (int column = 0; column < n; column += VECTORS * V) {
                multiply(x, row * k, b, column, y, row * n + column, n, k);
            }
        }
    }

    private static void multiply(float[] x, int xFrom, float[] b, int column, float[] y, int to, int n, int k) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c03 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c12 = zero;
        FloatVector c13 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c22 = zero;
        FloatVector c23 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c32 = zero;
        FloatVector c33 = zero;
        FloatVector c40 = zero;
        FloatVector c41 = zero;
        FloatVector c42 = zero;
        FloatVector c43 = zero;
        FloatVector c50 = zero;
        FloatVector c51 = zero;
        FloatVector c52 = zero;
        FloatVector c53 = zero;
        for (int j = 0; j < k; j++) {
            int from = j * n + column;
            FloatVector b0 = FloatVector.fromArray(S, b, from);
            FloatVector b1 = FloatVector.fromArray(S, b, from + V);
            FloatVector b2 = FloatVector.fromArray(S, b, from + 2 * V);
            FloatVector b3 = FloatVector.fromArray(S, b, from + 3 * V);
            FloatVector a0 = FloatVector.broadcast(S, x[xFrom + j]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, x[xFrom + k + j]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, x[xFrom + 2 * k + j]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, x[xFrom + 3 * k + j]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            FloatVector a4 = FloatVector.broadcast(S, x[xFrom + 4 * k + j]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            FloatVector a5 = FloatVector.broadcast(S, x[xFrom + 5 * k + j]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            c53 = a5.fma(b3, c53);
        }
        c00.intoArray(y, to);
        c01.intoArray(y, to + V);
        c02.intoArray(y, to + 2 * V);
        c03.intoArray(y, to + 3 * V);
        c10.intoArray(y, to + n);
        c11.intoArray(y, to + n + V);
        c12.intoArray(y, to + n + 2 * V);
        c13.intoArray(y, to + n + 3 * V);
        c20.intoArray(y, to + 2 * n);
        c21.intoArray(y, to + 2 * n + V);
        c22.intoArray(y, to + 2 * n + 2 * V);
        c23.intoArray(y, to + 2 * n + 3 * V);
        c30.intoArray(y, to + 3 * n);
        c31.intoArray(y, to + 3 * n + V);
        c32.intoArray(y, to + 3 * n + 2 * V);
        c33.intoArray(y, to + 3 * n + 3 * V);
        c40.intoArray(y, to + 4 * n);
        c41.intoArray(y, to + 4 * n + V);
        c42.intoArray(y, to + 4 * n + 2 * V);
        c43.intoArray(y, to + 4 * n + 3 * V);
        c50.intoArray(y, to + 5 * n);
        c51.intoArray(y, to + 5 * n + V);
        c52.intoArray(y, to + 5 * n + 2 * V);
        c53.intoArray(y, to + 5 * n + 3 * V);
    }
}
