// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.SgdUpdate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** {@link SgdUpdate} on the CPU. */
final class SgdUpdateCpu {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);

    private SgdUpdateCpu() {}

    static void run(SgdUpdate op, Workers workers) {
        Kernel kernel = new Kernel(
                op.parameter().segment(),
                op.gradient().segment(),
                op.velocity() == null ? null : op.velocity().segment(),
                (float) op.learningRate(),
                (float) op.momentum(),
                (float) op.kept(),
                (float) op.entering(),
                op.nesterov(),
                (float) op.weightDecay());
        Stretches.run(op.parameter().elementCount(), workers, kernel);
    }

    private record Kernel(
            MemorySegment parameter,
            MemorySegment gradient,
            MemorySegment velocity,
            float learningRate,
            float momentum,
            float kept,
            float entering,
            boolean nesterov,
            float decay)
            implements Stretches.Kernel {
        @Override
        public void run(long from, long to) {
            scalars(Lanes.SCALAR ? from : vectors(from, to), to);
        }

        private long vectors(long from, long to) {
            int lanes = Lanes.FLOATS.length();
            long i = from;
            for (; i <= to - lanes; i += lanes) {
                long at = i * Float.BYTES;
                FloatVector p = fromMemorySegment(Lanes.FLOATS, parameter, at, ORDER);
                FloatVector g =
                        fromMemorySegment(Lanes.FLOATS, gradient, at, ORDER).add(p.mul(decay));
                FloatVector direction = g;
                if (velocity != null) {
                    FloatVector v = fromMemorySegment(Lanes.FLOATS, velocity, at, ORDER)
                            .mul(kept)
                            .add(g.mul(entering));
                    v.intoMemorySegment(velocity, at, ORDER);
                    direction = nesterov ? g.add(v.mul(momentum)) : v;
                }
                p.sub(direction.mul(learningRate)).intoMemorySegment(parameter, at, ORDER);
            }
            return i;
        }

        private void scalars(long from, long to) {
            for (long i = from; i < to; i++) {
                long at = i * Float.BYTES;
                float p = parameter.get(FLOAT, at);
                float g = gradient.get(FLOAT, at) + p * decay;
                float direction = g;
                if (velocity != null) {
                    float v = velocity.get(FLOAT, at) * kept + g * entering;
                    velocity.set(FLOAT, at, v);
                    direction = nesterov ? g + v * momentum : v;
                }
                parameter.set(FLOAT, at, p - direction * learningRate);
            }
        }
    }
}
