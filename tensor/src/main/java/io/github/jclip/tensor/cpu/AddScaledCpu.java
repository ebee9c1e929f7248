// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.AddScaled;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** {@link AddScaled} on the CPU. */
final class AddScaledCpu {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);

    private AddScaledCpu() {}

    static void run(AddScaled op, Workers workers) {
        Kernel kernel = new Kernel(
                op.a().segment(), (float) op.scale(), op.b().segment(), op.y().segment());
        Stretches.run(op.y().elementCount(), workers, kernel);
    }

    private record Kernel(MemorySegment a, float scale, MemorySegment b, MemorySegment y) implements Stretches.Kernel {
        @Override
        public void run(long from, long to) {
            scalars(Lanes.SCALAR ? from : vectors(from, to), to);
        }

        private long vectors(long from, long to) {
            int lanes = Lanes.FLOATS.length();
            long i = from;
            for (; i <= to - lanes; i += lanes) {
                long at = i * Float.BYTES;
                FloatVector sum = fromMemorySegment(Lanes.FLOATS, b, at, ORDER)
                        .mul(scale)
                        .add(fromMemorySegment(Lanes.FLOATS, a, at, ORDER));
                sum.intoMemorySegment(y, at, ORDER);
            }
            return i;
        }

        private void scalars(long from, long to) {
            for (long i = from; i < to; i++) {
                long at = i * Float.BYTES;
                y.set(FLOAT, at, b.get(FLOAT, at) * scale + a.get(FLOAT, at));
            }
        }
    }
}
