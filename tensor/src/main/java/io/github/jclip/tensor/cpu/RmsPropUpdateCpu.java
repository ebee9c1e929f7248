// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.RmsPropUpdate;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link RmsPropUpdate} on the CPU. */
final class RmsPropUpdateCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;

    private RmsPropUpdateCpu() {}

    static void run(RmsPropUpdate op, Workers workers) {
        op.outputs().forEach(RawMemory::requireWritable);
        Kernel kernel = new Kernel(
                RawMemory.address(op.parameter()),
                RawMemory.address(op.gradient()),
                RawMemory.address(op.square()),
                op.velocity() == null ? 0 : RawMemory.address(op.velocity()),
                (float) op.learningRate(),
                (float) op.smoothing(),
                (float) (1 - op.smoothing()),
                (float) op.epsilon(),
                (float) op.momentum(),
                (float) op.weightDecay());
        Stretches.run(op.parameter().elementCount(), workers, kernel);
    }

    private record Kernel(
            long parameter,
            long gradient,
            long square,
            long velocity,
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
            int lanes = S.length();
            long i = from;
            for (; i <= to - lanes; i += lanes) {
                long at = i * Float.BYTES;
                FloatVector p = fromMemorySegment(S, M, parameter + at & BITS, LE);
                FloatVector g =
                        fromMemorySegment(S, M, gradient + at & BITS, LE).add(p.mul(decay));
                FloatVector v = fromMemorySegment(S, M, square + at & BITS, LE)
                        .mul(smoothing)
                        .add(g.mul(g).mul(rest));
                v.intoMemorySegment(M, square + at & BITS, LE);
                FloatVector direction = g.div(v.sqrt().add(epsilon));
                if (velocity != 0) {
                    direction = fromMemorySegment(S, M, velocity + at & BITS, LE)
                            .mul(momentum)
                            .add(direction);
                    direction.intoMemorySegment(M, velocity + at & BITS, LE);
                }
                p.sub(direction.mul(learningRate)).intoMemorySegment(M, parameter + at & BITS, LE);
            }
            return i;
        }

        private void scalars(long from, long to) {
            for (long i = from; i < to; i++) {
                long at = i * Float.BYTES;
                float p = RawMemory.get(parameter + at);
                float g = RawMemory.get(gradient + at) + p * decay;
                float v = RawMemory.get(square + at) * smoothing + g * g * rest;
                RawMemory.put(square + at, v);
                float direction = g / ((float) Math.sqrt(v) + epsilon);
                if (velocity != 0) {
                    direction = RawMemory.get(velocity + at) * momentum + direction;
                    RawMemory.put(velocity + at, direction);
                }
                RawMemory.put(parameter + at, p - direction * learningRate);
            }
        }
    }
}
