// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.SgdUpdate;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link SgdUpdate} on the CPU. */
final class SgdUpdateCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;

    private SgdUpdateCpu() {}

    static void run(SgdUpdate op, Workers workers) {
        op.outputs().forEach(RawMemory::requireWritable);
        Kernel kernel = new Kernel(
                RawMemory.address(op.parameter()),
                RawMemory.address(op.gradient()),
                op.velocity() == null ? 0 : RawMemory.address(op.velocity()),
                (float) op.learningRate(),
                (float) op.momentum(),
                (float) op.kept(),
                (float) op.entering(),
                op.nesterov(),
                (float) op.weightDecay());
        Stretches.run(op.parameter().elementCount(), workers, kernel);
    }

    private record Kernel(
            long parameter,
            long gradient,
            long velocity,
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
            int lanes = S.length();
            long i = from;
            for (; i <= to - lanes; i += lanes) {
                long at = i * Float.BYTES;
                FloatVector p = fromMemorySegment(S, M, parameter + at & BITS, LE);
                FloatVector g =
                        fromMemorySegment(S, M, gradient + at & BITS, LE).add(p.mul(decay));
                FloatVector direction = g;
                if (velocity != 0) {
                    FloatVector v = fromMemorySegment(S, M, velocity + at & BITS, LE)
                            .mul(kept)
                            .add(g.mul(entering));
                    v.intoMemorySegment(M, velocity + at & BITS, LE);
                    direction = nesterov ? g.add(v.mul(momentum)) : v;
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
                float direction = g;
                if (velocity != 0) {
                    float v = RawMemory.get(velocity + at) * kept + g * entering;
                    RawMemory.put(velocity + at, v);
                    direction = nesterov ? g + v * momentum : v;
                }
                RawMemory.put(parameter + at, p - direction * learningRate);
            }
        }
    }
}
