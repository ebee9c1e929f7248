// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.AddScaled;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link AddScaled} on the CPU. */
final class AddScaledCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;

    private AddScaledCpu() {}

    static void run(AddScaled op, Workers workers) {
        op.outputs().forEach(RawMemory::requireWritable);
        Kernel kernel = new Kernel(
                RawMemory.address(op.a()), (float) op.scale(), RawMemory.address(op.b()), RawMemory.address(op.y()));
        Stretches.run(op.y().elementCount(), workers, kernel);
    }

    private record Kernel(long a, float scale, long b, long y) implements Stretches.Kernel {
        @Override
        public void run(long from, long to) {
            scalars(Lanes.SCALAR ? from : vectors(from, to), to);
        }

        private long vectors(long from, long to) {
            int lanes = S.length();
            long i = from;
            for (; i <= to - lanes; i += lanes) {
                long at = i * Float.BYTES;
                FloatVector sum = fromMemorySegment(S, M, b + at & BITS, LE)
                        .mul(scale)
                        .add(fromMemorySegment(S, M, a + at & BITS, LE));
                sum.intoMemorySegment(M, y + at & BITS, LE);
            }
            return i;
        }

        private void scalars(long from, long to) {
            for (long i = from; i < to; i++) {
                long at = i * Float.BYTES;
                RawMemory.put(y + at, RawMemory.get(b + at) * scale + RawMemory.get(a + at));
            }
        }
    }
}
