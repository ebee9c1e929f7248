// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.AdamUpdate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** {@link AdamUpdate} on the CPU. */
final class AdamUpdateCpu {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);

    private AdamUpdateCpu() {}

    static void run(AdamUpdate op, Workers workers) {
        Kernel kernel = new Kernel(
                op.parameter().segment(),
                op.gradient().segment(),
                op.mean().segment(),
                op.square().segment(),
                op.largest() == null ? null : op.largest().segment(),
                (float) op.beta1(),
                (float) (1 - op.beta1()),
                (float) op.beta2(),
                (float) (1 - op.beta2()),
                (float) op.epsilon(),
                (float) op.coupledDecay(),
                (float) op.shrinkage(),
                (float) op.stepSize(),
                (float) op.rootScale());
        Stretches.run(op.parameter().elementCount(), workers, kernel);
    }

    private record Kernel(
            MemorySegment parameter,
            MemorySegment gradient,
            MemorySegment mean,
            MemorySegment square,
            MemorySegment largest,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float epsilon,
            float decay,
            float shrinkage,
            float stepSize,
            float rootScale)
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
                FloatVector m = fromMemorySegment(Lanes.FLOATS, mean, at, ORDER)
                        .mul(beta1)
                        .add(g.mul(rest1));
                FloatVector v = fromMemorySegment(Lanes.FLOATS, square, at, ORDER)
                        .mul(beta2)
                        .add(g.mul(g).mul(rest2));
                m.intoMemorySegment(mean, at, ORDER);
                v.intoMemorySegment(square, at, ORDER);
                if (largest != null) {
                    v = v.max(fromMemorySegment(Lanes.FLOATS, largest, at, ORDER));
                    v.intoMemorySegment(largest, at, ORDER);
                }
                FloatVector root = v.sqrt().mul(rootScale).add(epsilon);
                p.mul(shrinkage).sub(m.mul(stepSize).div(root)).intoMemorySegment(parameter, at, ORDER);
            }
            return i;
        }

        private void scalars(long from, long to) {
            for (long i = from; i < to; i++) {
                long at = i * Float.BYTES;
                float p = parameter.get(FLOAT, at);
                float g = gradient.get(FLOAT, at) + p * decay;
                float m = mean.get(FLOAT, at) * beta1 + g * rest1;
                float v = square.get(FLOAT, at) * beta2 + g * g * rest2;
                mean.set(FLOAT, at, m);
                square.set(FLOAT, at, v);
                if (largest != null) {
                    v = Math.max(v, largest.get(FLOAT, at));
                    largest.set(FLOAT, at, v);
                }
                float root = (float) Math.sqrt(v) * rootScale + epsilon;
                parameter.set(FLOAT, at, p * shrinkage - m * stepSize / root);
            }
        }
    }
}
