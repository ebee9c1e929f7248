// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh.ladder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Four vectors of a row of Y stay in registers while k runs; every multiply-add still loads a vector of B. */
record VectorRow() implements Rung {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int V = S.length();

    @Override
    public void multiply(float[] x, float[] b, float[] y, int n, int k) {
        for (int row = 0; row * n < y.length; row++) {
            for (int column = 0; column < n; column += 4 * V) {
                multiply(x, row * k, b, column, y, row * n + column, n, k);
            }
        }
    }

    private static void multiply(float[] x, int xFrom, float[] b, int column, float[] y, int to, int n, int k) {
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        for (int j = 0; j < k; j++) {
            FloatVector factor = FloatVector.broadcast(S, x[xFrom + j]);
            int from = j * n + column;
            c0 = factor.fma(FloatVector.fromArray(S, b, from), c0);
            c1 = factor.fma(FloatVector.fromArray(S, b, from + V), c1);
            c2 = factor.fma(FloatVector.fromArray(S, b, from + 2 * V), c2);
            c3 = factor.fma(FloatVector.fromArray(S, b, from + 3 * V), c3);
        }
        c0.intoArray(y, to);
        c1.intoArray(y, to + V);
        c2.intoArray(y, to + 2 * V);
        c3.intoArray(y, to + 3 * V);
    }
}
