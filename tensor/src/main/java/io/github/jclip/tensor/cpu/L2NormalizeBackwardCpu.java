// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.L2NormalizeBackward;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link L2NormalizeBackward} on the CPU. */
final class L2NormalizeBackwardCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private L2NormalizeBackwardCpu() {}

    static void run(L2NormalizeBackward op, Workers workers) {
        Rows x = Rows.of(op.x());
        Rows du = Rows.of(op.du());
        Rows dx = Rows.of(op.dx());
        RangeTask.forEach(workers, x.count(), x.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                row(x.at(row), du.at(row), dx.at(row), x.width());
            }
        });
    }

    /** dx = du/‖x‖ − (du·x)/‖x‖³·x. */
    private static void row(long x, long du, long dx, int width) {
        double squares = RowKernels.dot(x, x, width);
        float across = (float) (1 / Math.sqrt(squares));
        float along = (float) (-RowKernels.dot(du, x, width) / squares) * across;
        int vectors = Rows.inVectors(width);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long offset = (long) Float.BYTES * i;
            FloatVector first =
                    FloatVector.fromMemorySegment(S, M, du + offset & BITS, LE).mul(across);
            FloatVector result = FloatVector.fromMemorySegment(S, M, x + offset & BITS, LE)
                    .fma(FloatVector.broadcast(S, along), first);
            result.intoMemorySegment(M, dx + offset & BITS, LE);
        }
        for (; i < width; i++) {
            float first = RawMemory.get(Rows.plus(du, i)) * across;
            RawMemory.put(Rows.plus(dx, i), RawMemory.get(Rows.plus(x, i)) * along + first);
        }
    }
}
