// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The product of a few rows with two vectors of columns, its accumulators in registers: C[r, 0..W) = Σₖ A[r, k]·B[k,
 * 0..W) for r = 0..{@link #ROWS}. Attention is made of it. Unlike {@link MicroKernel} it takes A with any steps, also
 * transposed, and overwrites C; why it is written as it is stands there.
 */
final class TileKernel {
    /** Rows of a tile. Two vectors for each are accumulated: 16 of the 32 registers of AVX-512, 8 of 16 otherwise. */
    static final int ROWS = Lanes.BITS == 512 ? 8 : 4;

    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final ValueLayout.OfFloat F = RawMemory.FLOAT;

    /** Bytes of a vector. */
    private static final long VECTOR = S.vectorByteSize();

    /**
     * Seven steps are computed as eight less one, for which the compiler thinks negative results possible; it would keep
     * the bounds check, which parts the broadcasts from their loads.
     */
    private static final long INT_BITS = Integer.MAX_VALUE;

    /** Columns of a tile, W; rows of B follow each other. */
    static final int COLUMNS = 2 * S.length();

    private TileKernel() {}

    /**
     * Computes one tile.
     *
     * @param a address of A[0, 0]
     * @param aRow bytes from A[r, k] to A[r + 1, k], inside {@link RawMemory#STEP_BITS}
     * @param aStep bytes from A[r, k] to A[r, k + 1], inside {@link RawMemory#STEP_BITS}
     * @param b address of B[0, 0]
     * @param length number of k, at least 1
     * @param c address of C[0, 0], overwritten
     * @param cRow bytes from C[r, 0] to C[r + 1, 0], inside {@link RawMemory#STEP_BITS}
     */
    static void multiply(long a, long aRow, long aStep, long b, int length, long c, long cRow) {
        if (Lanes.SCALAR) {
            multiplyScalar(a, aRow, aStep, b, length, c, cRow);
        } else if (ROWS == 8) {
            multiply8(a, aRow, aStep, b, length, c, cRow);
        } else {
            multiply4(a, aRow, aStep, b, length, c, cRow);
        }
    }

    private static void multiply8(long a, long aRow, long aStep, long b, int length, long c, long cRow) {
        long row = aRow & RawMemory.STEP_BITS;
        long step = aStep & RawMemory.STEP_BITS;
        long sevenRows = 7 * row & INT_BITS;
        long p = a & RawMemory.ADDRESS_BITS;
        long q = b & RawMemory.ADDRESS_BITS;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c40 = zero;
        FloatVector c41 = zero;
        FloatVector c50 = zero;
        FloatVector c51 = zero;
        FloatVector c60 = zero;
        FloatVector c61 = zero;
        FloatVector c70 = zero;
        FloatVector c71 = zero;
        int left = length * Float.BYTES;
        do {
            float a0 = M.get(F, p);
            float a1 = M.get(F, p + row);
            float a2 = M.get(F, p + 2 * row);
            float a3 = M.get(F, p + 3 * row);
            float a4 = M.get(F, p + 4 * row);
            float a5 = M.get(F, p + 5 * row);
            float a6 = M.get(F, p + 6 * row);
            float a7 = M.get(F, p + sevenRows);
            FloatVector b0 = FloatVector.fromMemorySegment(S, M, q, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(S, M, q + VECTOR, LE);
            FloatVector row0 = FloatVector.broadcast(S, a0);
            c00 = row0.fma(b0, c00);
            c01 = row0.fma(b1, c01);
            FloatVector row1 = FloatVector.broadcast(S, a1);
            c10 = row1.fma(b0, c10);
            c11 = row1.fma(b1, c11);
            FloatVector row2 = FloatVector.broadcast(S, a2);
            c20 = row2.fma(b0, c20);
            c21 = row2.fma(b1, c21);
            FloatVector row3 = FloatVector.broadcast(S, a3);
            c30 = row3.fma(b0, c30);
            c31 = row3.fma(b1, c31);
            FloatVector row4 = FloatVector.broadcast(S, a4);
            c40 = row4.fma(b0, c40);
            c41 = row4.fma(b1, c41);
            FloatVector row5 = FloatVector.broadcast(S, a5);
            c50 = row5.fma(b0, c50);
            c51 = row5.fma(b1, c51);
            FloatVector row6 = FloatVector.broadcast(S, a6);
            c60 = row6.fma(b0, c60);
            c61 = row6.fma(b1, c61);
            FloatVector row7 = FloatVector.broadcast(S, a7);
            c70 = row7.fma(b0, c70);
            c71 = row7.fma(b1, c71);
            p = (p + step) & RawMemory.ADDRESS_BITS;
            q = (q + 2 * VECTOR) & RawMemory.ADDRESS_BITS;
            left -= Float.BYTES;
        } while (left != 0);

        long cStep = cRow & RawMemory.STEP_BITS;
        long t = c & RawMemory.ADDRESS_BITS;
        c00.intoMemorySegment(M, t, LE);
        c01.intoMemorySegment(M, t + VECTOR, LE);
        t += cStep;
        c10.intoMemorySegment(M, t, LE);
        c11.intoMemorySegment(M, t + VECTOR, LE);
        t += cStep;
        c20.intoMemorySegment(M, t, LE);
        c21.intoMemorySegment(M, t + VECTOR, LE);
        t += cStep;
        c30.intoMemorySegment(M, t, LE);
        c31.intoMemorySegment(M, t + VECTOR, LE);
        t += cStep;
        c40.intoMemorySegment(M, t, LE);
        c41.intoMemorySegment(M, t + VECTOR, LE);
        t += cStep;
        c50.intoMemorySegment(M, t, LE);
        c51.intoMemorySegment(M, t + VECTOR, LE);
        t += cStep;
        c60.intoMemorySegment(M, t, LE);
        c61.intoMemorySegment(M, t + VECTOR, LE);
        t += cStep;
        c70.intoMemorySegment(M, t, LE);
        c71.intoMemorySegment(M, t + VECTOR, LE);
    }

    private static void multiply4(long a, long aRow, long aStep, long b, int length, long c, long cRow) {
        long row = aRow & RawMemory.STEP_BITS;
        long step = aStep & RawMemory.STEP_BITS;
        long p = a & RawMemory.ADDRESS_BITS;
        long q = b & RawMemory.ADDRESS_BITS;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        int left = length * Float.BYTES;
        do {
            float a0 = M.get(F, p);
            float a1 = M.get(F, p + row);
            float a2 = M.get(F, p + 2 * row);
            float a3 = M.get(F, p + 3 * row);
            FloatVector b0 = FloatVector.fromMemorySegment(S, M, q, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(S, M, q + VECTOR, LE);
            FloatVector row0 = FloatVector.broadcast(S, a0);
            c00 = row0.fma(b0, c00);
            c01 = row0.fma(b1, c01);
            FloatVector row1 = FloatVector.broadcast(S, a1);
            c10 = row1.fma(b0, c10);
            c11 = row1.fma(b1, c11);
            FloatVector row2 = FloatVector.broadcast(S, a2);
            c20 = row2.fma(b0, c20);
            c21 = row2.fma(b1, c21);
            FloatVector row3 = FloatVector.broadcast(S, a3);
            c30 = row3.fma(b0, c30);
            c31 = row3.fma(b1, c31);
            p = (p + step) & RawMemory.ADDRESS_BITS;
            q = (q + 2 * VECTOR) & RawMemory.ADDRESS_BITS;
            left -= Float.BYTES;
        } while (left != 0);

        long cStep = cRow & RawMemory.STEP_BITS;
        long t = c & RawMemory.ADDRESS_BITS;
        c00.intoMemorySegment(M, t, LE);
        c01.intoMemorySegment(M, t + VECTOR, LE);
        t += cStep;
        c10.intoMemorySegment(M, t, LE);
        c11.intoMemorySegment(M, t + VECTOR, LE);
        t += cStep;
        c20.intoMemorySegment(M, t, LE);
        c21.intoMemorySegment(M, t + VECTOR, LE);
        t += cStep;
        c30.intoMemorySegment(M, t, LE);
        c31.intoMemorySegment(M, t + VECTOR, LE);
    }

    private static void multiplyScalar(long a, long aRow, long aStep, long b, int length, long c, long cRow) {
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                float sum = 0;
                for (int k = 0; k < length; k++) {
                    sum += RawMemory.get(a + row * aRow + k * aStep)
                            * RawMemory.get(Rows.plus(b, k * COLUMNS + column));
                }
                RawMemory.put(Rows.plus(c + row * cRow, column), sum);
            }
        }
    }
}
