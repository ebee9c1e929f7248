// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of {@link FiveRowKernel} where the 5 elements for each k are dense.
 *
 * <p>Written by {@code KernelTemplate} of the tests; change it there.
 */
final class FiveColumnKernel {
    static final int ROWS = 5;
    static final int VECTORS = 2;

    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final ValueLayout.OfFloat F = RawMemory.FLOAT;

    /** Bytes from one vector of a row of the tile to the next. */
    private static final long V1 = S.vectorByteSize();

    /** Bytes from one row of a panel, or of the tile, to the next. */
    private static final long PANEL_STEP = VECTORS * V1;

    private FiveColumnKernel() {}

    /** As {@link MicroKernel#multiplyTransposed}. */
    static void multiply(long a, long aStep, long panel, int depth, long tile) {
        long aColumn = aStep & RawMemory.STEP_BITS;
        long p = a & RawMemory.ADDRESS_BITS;
        long q = panel & RawMemory.ADDRESS_BITS;
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
        int left = depth * Float.BYTES;
        do {
            FloatVector b0 = FloatVector.fromMemorySegment(S, M, q, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(S, M, q + V1, LE);
            FloatVector row0 = FloatVector.broadcast(S, M.get(F, p));
            c00 = row0.fma(b0, c00);
            c01 = row0.fma(b1, c01);
            FloatVector row1 = FloatVector.broadcast(S, M.get(F, p + Float.BYTES));
            c10 = row1.fma(b0, c10);
            c11 = row1.fma(b1, c11);
            FloatVector row2 = FloatVector.broadcast(S, M.get(F, p + 2 * Float.BYTES));
            c20 = row2.fma(b0, c20);
            c21 = row2.fma(b1, c21);
            FloatVector row3 = FloatVector.broadcast(S, M.get(F, p + 3 * Float.BYTES));
            c30 = row3.fma(b0, c30);
            c31 = row3.fma(b1, c31);
            FloatVector row4 = FloatVector.broadcast(S, M.get(F, p + 4 * Float.BYTES));
            c40 = row4.fma(b0, c40);
            c41 = row4.fma(b1, c41);
            p = (p + aColumn) & RawMemory.ADDRESS_BITS;
            q = (q + PANEL_STEP) & RawMemory.ADDRESS_BITS;
            left -= Float.BYTES;
        } while (left != 0);

        long t = tile & RawMemory.ADDRESS_BITS;
        c00.intoMemorySegment(M, t, LE);
        c01.intoMemorySegment(M, t + V1, LE);
        t += PANEL_STEP;
        c10.intoMemorySegment(M, t, LE);
        c11.intoMemorySegment(M, t + V1, LE);
        t += PANEL_STEP;
        c20.intoMemorySegment(M, t, LE);
        c21.intoMemorySegment(M, t + V1, LE);
        t += PANEL_STEP;
        c30.intoMemorySegment(M, t, LE);
        c31.intoMemorySegment(M, t + V1, LE);
        t += PANEL_STEP;
        c40.intoMemorySegment(M, t, LE);
        c41.intoMemorySegment(M, t + V1, LE);
    }
}
