// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.ArgMax;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link ArgMax} on the CPU: the maximum of a row first, then where it is; the row stays in the L1 cache. */
final class ArgMaxCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private ArgMaxCpu() {}

    static void run(ArgMax op, Workers workers) {
        RawMemory.requireWritable(op.y());
        Rows x = Rows.of(op.x());
        long y = RawMemory.address(op.y());
        RangeTask.forEach(workers, x.count(), x.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                long values = x.at(row);
                RawMemory.putInt(Rows.plus(y, row), first(values, RowKernels.max(values, x.width()), x.width()));
            }
        });
    }

    /** Where a value is found first, or 0. */
    private static int first(long x, float value, int width) {
        int vectors = Rows.inVectors(width);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long offset = (long) Float.BYTES * i;
            VectorMask<Float> equal =
                    FloatVector.fromMemorySegment(S, M, x + offset & BITS, LE).compare(VectorOperators.EQ, value);
            if (equal.anyTrue()) {
                return i + equal.firstTrue();
            }
        }
        for (; i < width; i++) {
            if (RawMemory.get(Rows.plus(x, i)) == value) {
                return i;
            }
        }
        return 0;
    }
}
