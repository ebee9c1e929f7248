// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import jdk.incubator.vector.FloatVector;

/**
 * The product of a few rows with two vectors of columns, its accumulators in registers: C[r, 0..W) = Σₖ A[r, k]·B[k,
 * 0..W) for r = 0..{@link #ROWS}. Attention is made of it.
 *
 * <p>The operands lie in one array. Array accesses cost the compiler a fraction of what memory segments cost it; with
 * segments a kernel of this size exceeds its limits and runs ten times slower.
 */
final class TileKernel {
    /** Rows of a tile. Two vectors for each are accumulated: 16 of the 32 registers of AVX-512, 8 of 16 otherwise. */
    static final int ROWS = Lanes.BITS == 512 ? 8 : 4;

    private static final int LANES = Lanes.FLOATS.length();

    /** Columns of a tile, W; rows of B follow each other. */
    static final int COLUMNS = 2 * LANES;

    private TileKernel() {}

    /**
     * Computes one tile.
     *
     * @param m holds A, B and C
     * @param a index of A[0, 0]
     * @param aRow from A[r, k] to A[r + 1, k]
     * @param aStep from A[r, k] to A[r, k + 1]
     * @param b index of B[0, 0]
     * @param length number of k
     * @param c index of C[0, 0], overwritten
     * @param cRow from C[r, 0] to C[r + 1, 0]
     */
    static void multiply(float[] m, int a, int aRow, int aStep, int b, int length, int c, int cRow) {
        if (Lanes.SCALAR) {
            multiplyScalar(m, a, aRow, aStep, b, length, c, cRow);
        } else if (ROWS == 8) {
            multiply8(m, a, aRow, aStep, b, length, c, cRow);
        } else {
            multiply4(m, a, aRow, aStep, b, length, c, cRow);
        }
    }

    private static void multiply8(float[] m, int a, int aRow, int aStep, int b, int length, int c, int cRow) {
        FloatVector c00 = FloatVector.zero(Lanes.FLOATS);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        FloatVector c30 = c00;
        FloatVector c31 = c00;
        FloatVector c40 = c00;
        FloatVector c41 = c00;
        FloatVector c50 = c00;
        FloatVector c51 = c00;
        FloatVector c60 = c00;
        FloatVector c61 = c00;
        FloatVector c70 = c00;
        FloatVector c71 = c00;
        int a1 = a + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        int a4 = a3 + aRow;
        int a5 = a4 + aRow;
        int a6 = a5 + aRow;
        int a7 = a6 + aRow;
        for (int k = 0; k < length; k++) {
            FloatVector b0 = FloatVector.fromArray(Lanes.FLOATS, m, b + k * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(Lanes.FLOATS, m, b + k * COLUMNS + LANES);
            FloatVector element = FloatVector.broadcast(Lanes.FLOATS, m[a + k * aStep]);
            c00 = element.fma(b0, c00);
            c01 = element.fma(b1, c01);
            element = FloatVector.broadcast(Lanes.FLOATS, m[a1 + k * aStep]);
            c10 = element.fma(b0, c10);
            c11 = element.fma(b1, c11);
            element = FloatVector.broadcast(Lanes.FLOATS, m[a2 + k * aStep]);
            c20 = element.fma(b0, c20);
            c21 = element.fma(b1, c21);
            element = FloatVector.broadcast(Lanes.FLOATS, m[a3 + k * aStep]);
            c30 = element.fma(b0, c30);
            c31 = element.fma(b1, c31);
            element = FloatVector.broadcast(Lanes.FLOATS, m[a4 + k * aStep]);
            c40 = element.fma(b0, c40);
            c41 = element.fma(b1, c41);
            element = FloatVector.broadcast(Lanes.FLOATS, m[a5 + k * aStep]);
            c50 = element.fma(b0, c50);
            c51 = element.fma(b1, c51);
            element = FloatVector.broadcast(Lanes.FLOATS, m[a6 + k * aStep]);
            c60 = element.fma(b0, c60);
            c61 = element.fma(b1, c61);
            element = FloatVector.broadcast(Lanes.FLOATS, m[a7 + k * aStep]);
            c70 = element.fma(b0, c70);
            c71 = element.fma(b1, c71);
        }
        c00.intoArray(m, c);
        c01.intoArray(m, c + LANES);
        c10.intoArray(m, c + cRow);
        c11.intoArray(m, c + cRow + LANES);
        c20.intoArray(m, c + 2 * cRow);
        c21.intoArray(m, c + 2 * cRow + LANES);
        c30.intoArray(m, c + 3 * cRow);
        c31.intoArray(m, c + 3 * cRow + LANES);
        c40.intoArray(m, c + 4 * cRow);
        c41.intoArray(m, c + 4 * cRow + LANES);
        c50.intoArray(m, c + 5 * cRow);
        c51.intoArray(m, c + 5 * cRow + LANES);
        c60.intoArray(m, c + 6 * cRow);
        c61.intoArray(m, c + 6 * cRow + LANES);
        c70.intoArray(m, c + 7 * cRow);
        c71.intoArray(m, c + 7 * cRow + LANES);
    }

    private static void multiply4(float[] m, int a, int aRow, int aStep, int b, int length, int c, int cRow) {
        FloatVector c00 = FloatVector.zero(Lanes.FLOATS);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        FloatVector c30 = c00;
        FloatVector c31 = c00;
        int a1 = a + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        for (int k = 0; k < length; k++) {
            FloatVector b0 = FloatVector.fromArray(Lanes.FLOATS, m, b + k * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(Lanes.FLOATS, m, b + k * COLUMNS + LANES);
            FloatVector element = FloatVector.broadcast(Lanes.FLOATS, m[a + k * aStep]);
            c00 = element.fma(b0, c00);
            c01 = element.fma(b1, c01);
            element = FloatVector.broadcast(Lanes.FLOATS, m[a1 + k * aStep]);
            c10 = element.fma(b0, c10);
            c11 = element.fma(b1, c11);
            element = FloatVector.broadcast(Lanes.FLOATS, m[a2 + k * aStep]);
            c20 = element.fma(b0, c20);
            c21 = element.fma(b1, c21);
            element = FloatVector.broadcast(Lanes.FLOATS, m[a3 + k * aStep]);
            c30 = element.fma(b0, c30);
            c31 = element.fma(b1, c31);
        }
        c00.intoArray(m, c);
        c01.intoArray(m, c + LANES);
        c10.intoArray(m, c + cRow);
        c11.intoArray(m, c + cRow + LANES);
        c20.intoArray(m, c + 2 * cRow);
        c21.intoArray(m, c + 2 * cRow + LANES);
        c30.intoArray(m, c + 3 * cRow);
        c31.intoArray(m, c + 3 * cRow + LANES);
    }

    private static void multiplyScalar(float[] m, int a, int aRow, int aStep, int b, int length, int c, int cRow) {
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                float sum = 0;
                for (int k = 0; k < length; k++) {
                    sum += m[a + row * aRow + k * aStep] * m[b + k * COLUMNS + column];
                }
                m[c + row * cRow + column] = sum;
            }
        }
    }
}
