// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of {@link SixRowKernel} where the 6 elements for each k are dense.
 *
 * <p>Written by {@code KernelTemplate} of the tests; change it there.
 */
final class SixColumnKernel {
    static final int ROWS = 6;
    static final int VECTORS = 4;

    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final ValueLayout.OfFloat F = RawMemory.FLOAT;

    /** Bytes from one vector of a row of the tile to the next. */
    private static final long V1 = S.vectorByteSize();

    private static final long V2 = 2 * V1;
    private static final long V3 = 3 * V1;

    /** Bytes from one row of a panel, or of the tile, to the next. */
    private static final long PANEL_STEP = VECTORS * V1;

    private SixColumnKernel() {}

    /** As {@link MicroKernel#multiplyTransposed}. */
    static void multiply(long a, long aStep, long panel, int depth, long tile) {
        long aColumn = aStep & RawMemory.STEP_BITS;
        long p = a & RawMemory.ADDRESS_BITS;
        long q = panel & RawMemory.ADDRESS_BITS;
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
        int left = depth * Float.BYTES;
        do {
            FloatVector b0 = FloatVector.fromMemorySegment(S, M, q, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(S, M, q + V1, LE);
            FloatVector b2 = FloatVector.fromMemorySegment(S, M, q + V2, LE);
            FloatVector b3 = FloatVector.fromMemorySegment(S, M, q + V3, LE);
            FloatVector row0 = FloatVector.broadcast(S, M.get(F, p));
            c00 = row0.fma(b0, c00);
            c01 = row0.fma(b1, c01);
            c02 = row0.fma(b2, c02);
            c03 = row0.fma(b3, c03);
            FloatVector row1 = FloatVector.broadcast(S, M.get(F, p + Float.BYTES));
            c10 = row1.fma(b0, c10);
            c11 = row1.fma(b1, c11);
            c12 = row1.fma(b2, c12);
            c13 = row1.fma(b3, c13);
            FloatVector row2 = FloatVector.broadcast(S, M.get(F, p + 2 * Float.BYTES));
            c20 = row2.fma(b0, c20);
            c21 = row2.fma(b1, c21);
            c22 = row2.fma(b2, c22);
            c23 = row2.fma(b3, c23);
            FloatVector row3 = FloatVector.broadcast(S, M.get(F, p + 3 * Float.BYTES));
            c30 = row3.fma(b0, c30);
            c31 = row3.fma(b1, c31);
            c32 = row3.fma(b2, c32);
            c33 = row3.fma(b3, c33);
            FloatVector row4 = FloatVector.broadcast(S, M.get(F, p + 4 * Float.BYTES));
            c40 = row4.fma(b0, c40);
            c41 = row4.fma(b1, c41);
            c42 = row4.fma(b2, c42);
            c43 = row4.fma(b3, c43);
            FloatVector row5 = FloatVector.broadcast(S, M.get(F, p + 5 * Float.BYTES));
            c50 = row5.fma(b0, c50);
            c51 = row5.fma(b1, c51);
            c52 = row5.fma(b2, c52);
            c53 = row5.fma(b3, c53);
            p = (p + aColumn) & RawMemory.ADDRESS_BITS;
            q = (q + PANEL_STEP) & RawMemory.ADDRESS_BITS;
            left -= Float.BYTES;
        } while (left != 0);

        long t = tile & RawMemory.ADDRESS_BITS;
        c00.intoMemorySegment(M, t, LE);
        c01.intoMemorySegment(M, t + V1, LE);
        c02.intoMemorySegment(M, t + V2, LE);
        c03.intoMemorySegment(M, t + V3, LE);
        t += PANEL_STEP;
        c10.intoMemorySegment(M, t, LE);
        c11.intoMemorySegment(M, t + V1, LE);
        c12.intoMemorySegment(M, t + V2, LE);
        c13.intoMemorySegment(M, t + V3, LE);
        t += PANEL_STEP;
        c20.intoMemorySegment(M, t, LE);
        c21.intoMemorySegment(M, t + V1, LE);
        c22.intoMemorySegment(M, t + V2, LE);
        c23.intoMemorySegment(M, t + V3, LE);
        t += PANEL_STEP;
        c30.intoMemorySegment(M, t, LE);
        c31.intoMemorySegment(M, t + V1, LE);
        c32.intoMemorySegment(M, t + V2, LE);
        c33.intoMemorySegment(M, t + V3, LE);
        t += PANEL_STEP;
        c40.intoMemorySegment(M, t, LE);
        c41.intoMemorySegment(M, t + V1, LE);
        c42.intoMemorySegment(M, t + V2, LE);
        c43.intoMemorySegment(M, t + V3, LE);
        t += PANEL_STEP;
        c50.intoMemorySegment(M, t, LE);
        c51.intoMemorySegment(M, t + V1, LE);
        c52.intoMemorySegment(M, t + V2, LE);
        c53.intoMemorySegment(M, t + V3, LE);
    }
}
