// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 6 rows and 3 vectors: 18 accumulators, 3 vectors of B and 6 broadcasts in 27 of the 32 registers of
 * AVX-512.
 */
final class SixRowKernel {
    static final int ROWS = 6;
    static final int VECTORS = 3;

    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final ValueLayout.OfFloat F = RawMemory.FLOAT;

    /** Bytes from one vector of a row of the tile to the next. */
    private static final long V1 = S.vectorByteSize();

    private static final long V2 = 2 * V1;

    /** Bytes from one row of a panel to the next. */
    private static final long PANEL_STEP = VECTORS * V1;

    private SixRowKernel() {}

    /** As {@link MicroKernel#multiplyAdd}. */
    static void multiplyAdd(long a, long aStep, long panel, int depth, long c, long cStep) {
        long aRow = aStep & RawMemory.STEP_BITS;
        long cRow = cStep & RawMemory.STEP_BITS;
        long p = a & RawMemory.ADDRESS_BITS;
        long q = panel & RawMemory.ADDRESS_BITS;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c12 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c22 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c32 = zero;
        FloatVector c40 = zero;
        FloatVector c41 = zero;
        FloatVector c42 = zero;
        FloatVector c50 = zero;
        FloatVector c51 = zero;
        FloatVector c52 = zero;
        int left = depth * Float.BYTES;
        do {
            float a0 = M.get(F, p);
            float a1 = M.get(F, p + aRow);
            float a2 = M.get(F, p + 2 * aRow);
            float a3 = M.get(F, p + 3 * aRow);
            float a4 = M.get(F, p + 4 * aRow);
            float a5 = M.get(F, p + 5 * aRow);
            FloatVector b0 = FloatVector.fromMemorySegment(S, M, q, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(S, M, q + V1, LE);
            FloatVector b2 = FloatVector.fromMemorySegment(S, M, q + V2, LE);
            FloatVector row0 = FloatVector.broadcast(S, a0);
            c00 = row0.fma(b0, c00);
            c01 = row0.fma(b1, c01);
            c02 = row0.fma(b2, c02);
            FloatVector row1 = FloatVector.broadcast(S, a1);
            c10 = row1.fma(b0, c10);
            c11 = row1.fma(b1, c11);
            c12 = row1.fma(b2, c12);
            FloatVector row2 = FloatVector.broadcast(S, a2);
            c20 = row2.fma(b0, c20);
            c21 = row2.fma(b1, c21);
            c22 = row2.fma(b2, c22);
            FloatVector row3 = FloatVector.broadcast(S, a3);
            c30 = row3.fma(b0, c30);
            c31 = row3.fma(b1, c31);
            c32 = row3.fma(b2, c32);
            FloatVector row4 = FloatVector.broadcast(S, a4);
            c40 = row4.fma(b0, c40);
            c41 = row4.fma(b1, c41);
            c42 = row4.fma(b2, c42);
            FloatVector row5 = FloatVector.broadcast(S, a5);
            c50 = row5.fma(b0, c50);
            c51 = row5.fma(b1, c51);
            c52 = row5.fma(b2, c52);
            p = (p + Float.BYTES) & RawMemory.ADDRESS_BITS;
            q = (q + PANEL_STEP) & RawMemory.ADDRESS_BITS;
            left -= Float.BYTES;
        } while (left != 0);

        long t = c & RawMemory.ADDRESS_BITS;
        FloatVector.fromMemorySegment(S, M, t, LE).add(c00).intoMemorySegment(M, t, LE);
        FloatVector.fromMemorySegment(S, M, t + V1, LE).add(c01).intoMemorySegment(M, t + V1, LE);
        FloatVector.fromMemorySegment(S, M, t + V2, LE).add(c02).intoMemorySegment(M, t + V2, LE);
        t += cRow;
        FloatVector.fromMemorySegment(S, M, t, LE).add(c10).intoMemorySegment(M, t, LE);
        FloatVector.fromMemorySegment(S, M, t + V1, LE).add(c11).intoMemorySegment(M, t + V1, LE);
        FloatVector.fromMemorySegment(S, M, t + V2, LE).add(c12).intoMemorySegment(M, t + V2, LE);
        t += cRow;
        FloatVector.fromMemorySegment(S, M, t, LE).add(c20).intoMemorySegment(M, t, LE);
        FloatVector.fromMemorySegment(S, M, t + V1, LE).add(c21).intoMemorySegment(M, t + V1, LE);
        FloatVector.fromMemorySegment(S, M, t + V2, LE).add(c22).intoMemorySegment(M, t + V2, LE);
        t += cRow;
        FloatVector.fromMemorySegment(S, M, t, LE).add(c30).intoMemorySegment(M, t, LE);
        FloatVector.fromMemorySegment(S, M, t + V1, LE).add(c31).intoMemorySegment(M, t + V1, LE);
        FloatVector.fromMemorySegment(S, M, t + V2, LE).add(c32).intoMemorySegment(M, t + V2, LE);
        t += cRow;
        FloatVector.fromMemorySegment(S, M, t, LE).add(c40).intoMemorySegment(M, t, LE);
        FloatVector.fromMemorySegment(S, M, t + V1, LE).add(c41).intoMemorySegment(M, t + V1, LE);
        FloatVector.fromMemorySegment(S, M, t + V2, LE).add(c42).intoMemorySegment(M, t + V2, LE);
        t += cRow;
        FloatVector.fromMemorySegment(S, M, t, LE).add(c50).intoMemorySegment(M, t, LE);
        FloatVector.fromMemorySegment(S, M, t + V1, LE).add(c51).intoMemorySegment(M, t + V1, LE);
        FloatVector.fromMemorySegment(S, M, t + V2, LE).add(c52).intoMemorySegment(M, t + V2, LE);
    }
}
