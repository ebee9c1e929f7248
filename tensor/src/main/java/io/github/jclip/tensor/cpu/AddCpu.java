// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Add;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Add} on the CPU. */
final class AddCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    /** Bytes of a vector. */
    private static final long VECTOR = S.vectorByteSize();

    private AddCpu() {}

    static void run(Add op, Workers workers) {
        if (op.a().isContiguous() && op.b().isContiguous() && op.y().isContiguous()) {
            stretches(op, workers);
            return;
        }
        Rows a = Rows.of(op.a());
        Rows b = Rows.of(op.b());
        Rows y = Rows.of(op.y());
        RangeTask.forEach(workers, y.count(), y.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                DenseRow.sum(a.at(row), b.at(row), y.at(row), y.width());
            }
        });
    }

    private static void stretches(Add op, Workers workers) {
        long a = RawMemory.address(op.a());
        long b = RawMemory.address(op.b());
        long y = RawMemory.address(op.y());
        Stretches.run(op.y().elementCount(), workers, (from, to) -> {
            long offset = from * Float.BYTES;
            stretch(a + offset, b + offset, y + offset, Math.toIntExact(to - from));
        });
    }

    /** y = a + b, several runs of each by turns. */
    private static void stretch(long a, long b, long y, int length) {
        int vectors = Rows.inVectors(length) / LANES;
        int run = vectors / Stretches.RUNS;
        for (int k = 0; k < vectors; k++) {
            long at = VECTOR * (k < Stretches.RUNS * run ? k % Stretches.RUNS * run + k / Stretches.RUNS : k);
            FloatVector.fromMemorySegment(S, M, a + at & BITS, LE)
                    .add(FloatVector.fromMemorySegment(S, M, b + at & BITS, LE))
                    .intoMemorySegment(M, y + at & BITS, LE);
        }
        for (int i = vectors * LANES; i < length; i++) {
            RawMemory.put(Rows.plus(y, i), RawMemory.get(Rows.plus(a, i)) + RawMemory.get(Rows.plus(b, i)));
        }
    }
}
