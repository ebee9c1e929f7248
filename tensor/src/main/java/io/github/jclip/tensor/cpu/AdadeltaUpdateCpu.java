// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.AdadeltaUpdate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** {@link AdadeltaUpdate} on the CPU. */
final class AdadeltaUpdateCpu {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);

    private AdadeltaUpdateCpu() {}

    static void run(AdadeltaUpdate op, Workers workers) {
        Kernel kernel = new Kernel(
                op.parameter().segment(),
                op.gradient().segment(),
                op.square().segment(),
                op.change().segment(),
                (float) op.learningRate(),
                (float) op.rho(),
                (float) (1 - op.rho()),
                (float) op.epsilon(),
                (float) op.weightDecay());
        Stretches.run(op.parameter().elementCount(), workers, kernel);
    }

    private record Kernel(
            MemorySegment parameter,
            MemorySegment gradient,
            MemorySegment square,
            MemorySegment change,
            float learningRate,
            float rho,
            float rest,
            float epsilon,
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
                        .mul(rho)
                        .add(g.mul(g).mul(rest));
                FloatVector c = fromMemorySegment(Lanes.FLOATS, change, at, ORDER);
                FloatVector delta =
                        c.add(epsilon).sqrt().div(v.add(epsilon).sqrt()).mul(g);
                v.intoMemorySegment(square, at, ORDER);
                c.mul(rho).add(delta.mul(delta).mul(rest)).intoMemorySegment(change, at, ORDER);
                p.sub(delta.mul(learningRate)).intoMemorySegment(parameter, at, ORDER);
            }
            return i;
        }

        private void scalars(long from, long to) {
            for (long i = from; i < to; i++) {
                long at = i * Float.BYTES;
                float p = parameter.get(FLOAT, at);
                float g = gradient.get(FLOAT, at) + p * decay;
                float v = square.get(FLOAT, at) * rho + g * g * rest;
                float c = change.get(FLOAT, at);
                float delta = (float) Math.sqrt(c + epsilon) / (float) Math.sqrt(v + epsilon) * g;
                square.set(FLOAT, at, v);
                change.set(FLOAT, at, c * rho + delta * delta * rest);
                parameter.set(FLOAT, at, p - delta * learningRate);
            }
        }
    }
}
