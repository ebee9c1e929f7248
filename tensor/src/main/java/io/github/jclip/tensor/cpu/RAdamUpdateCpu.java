// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.RAdamUpdate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** {@link RAdamUpdate} on the CPU. */
final class RAdamUpdateCpu {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);

    private RAdamUpdateCpu() {}

    static void run(RAdamUpdate op, Workers workers) {
        Kernel kernel = new Kernel(
                op.parameter().segment(),
                op.gradient().segment(),
                op.mean().segment(),
                op.square().segment(),
                (float) op.beta1(),
                (float) (1 - op.beta1()),
                (float) op.beta2(),
                (float) (1 - op.beta2()),
                (float) op.epsilon(),
                (float) op.shrinkage(),
                (float) op.stepSize(),
                op.rectified());
        Stretches.run(op.parameter().elementCount(), workers, kernel);
    }

    private record Kernel(
            MemorySegment parameter,
            MemorySegment gradient,
            MemorySegment mean,
            MemorySegment square,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float epsilon,
            float shrinkage,
            float stepSize,
            boolean rectified)
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
                FloatVector g = fromMemorySegment(Lanes.FLOATS, gradient, at, ORDER);
                FloatVector m = fromMemorySegment(Lanes.FLOATS, mean, at, ORDER)
                        .mul(beta1)
                        .add(g.mul(rest1));
                FloatVector v = fromMemorySegment(Lanes.FLOATS, square, at, ORDER)
                        .mul(beta2)
                        .add(g.mul(g).mul(rest2));
                m.intoMemorySegment(mean, at, ORDER);
                v.intoMemorySegment(square, at, ORDER);
                FloatVector change = m.mul(stepSize);
                if (rectified) {
                    change = change.div(v.sqrt().add(epsilon));
                }
                fromMemorySegment(Lanes.FLOATS, parameter, at, ORDER)
                        .mul(shrinkage)
                        .sub(change)
                        .intoMemorySegment(parameter, at, ORDER);
            }
            return i;
        }

        private void scalars(long from, long to) {
            for (long i = from; i < to; i++) {
                long at = i * Float.BYTES;
                float g = gradient.get(FLOAT, at);
                float m = mean.get(FLOAT, at) * beta1 + g * rest1;
                float v = square.get(FLOAT, at) * beta2 + g * g * rest2;
                mean.set(FLOAT, at, m);
                square.set(FLOAT, at, v);
                float change = m * stepSize;
                if (rectified) {
                    change /= (float) Math.sqrt(v) + epsilon;
                }
                parameter.set(FLOAT, at, parameter.get(FLOAT, at) * shrinkage - change);
            }
        }
    }
}
