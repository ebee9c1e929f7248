// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.RmsPropUpdate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** {@link RmsPropUpdate} on the CPU. */
final class RmsPropUpdateCpu {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);

    private RmsPropUpdateCpu() {}

    static void run(RmsPropUpdate op, Workers workers) {
        Kernel kernel = new Kernel(
                op.parameter().segment(),
                op.gradient().segment(),
                op.square().segment(),
                op.velocity() == null ? null : op.velocity().segment(),
                (float) op.learningRate(),
                (float) op.smoothing(),
                (float) (1 - op.smoothing()),
                (float) op.epsilon(),
                (float) op.momentum(),
                (float) op.weightDecay());
        Stretches.run(op.parameter().elementCount(), workers, kernel);
    }

    private record Kernel(
            MemorySegment parameter,
            MemorySegment gradient,
            MemorySegment square,
            MemorySegment velocity,
            float learningRate,
            float smoothing,
            float rest,
            float epsilon,
            float momentum,
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
                FloatVector v = fromMemorySegment(Lanes.FLOATS, square, at, ORDER)
                        .mul(smoothing)
                        .add(g.mul(g).mul(rest));
                v.intoMemorySegment(square, at, ORDER);
                FloatVector direction = g.div(v.sqrt().add(epsilon));
                if (velocity != null) {
                    direction = fromMemorySegment(Lanes.FLOATS, velocity, at, ORDER)
                            .mul(momentum)
                            .add(direction);
                    direction.intoMemorySegment(velocity, at, ORDER);
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
                float v = square.get(FLOAT, at) * smoothing + g * g * rest;
                square.set(FLOAT, at, v);
                float direction = g / ((float) Math.sqrt(v) + epsilon);
                if (velocity != null) {
                    direction = velocity.get(FLOAT, at) * momentum + direction;
                    velocity.set(FLOAT, at, direction);
                }
                parameter.set(FLOAT, at, p - direction * learningRate);
            }
        }
    }
}
