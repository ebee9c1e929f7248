// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.RAdamUpdate;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link RAdamUpdate} on the CPU. */
final class RAdamUpdateCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;

    private RAdamUpdateCpu() {}

    static void run(RAdamUpdate op, Workers workers) {
        op.outputs().forEach(RawMemory::requireWritable);
        Kernel kernel = new Kernel(
                RawMemory.address(op.parameter()),
                RawMemory.address(op.gradient()),
                RawMemory.address(op.mean()),
                RawMemory.address(op.square()),
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
            long parameter,
            long gradient,
            long mean,
            long square,
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
            int lanes = S.length();
            long i = from;
            for (; i <= to - lanes; i += lanes) {
                long at = i * Float.BYTES;
                FloatVector g = fromMemorySegment(S, M, gradient + at & BITS, LE);
                FloatVector m =
                        fromMemorySegment(S, M, mean + at & BITS, LE).mul(beta1).add(g.mul(rest1));
                FloatVector v = fromMemorySegment(S, M, square + at & BITS, LE)
                        .mul(beta2)
                        .add(g.mul(g).mul(rest2));
                m.intoMemorySegment(M, mean + at & BITS, LE);
                v.intoMemorySegment(M, square + at & BITS, LE);
                FloatVector change = m.mul(stepSize);
                if (rectified) {
                    change = change.div(v.sqrt().add(epsilon));
                }
                fromMemorySegment(S, M, parameter + at & BITS, LE)
                        .mul(shrinkage)
                        .sub(change)
                        .intoMemorySegment(M, parameter + at & BITS, LE);
            }
            return i;
        }

        private void scalars(long from, long to) {
            for (long i = from; i < to; i++) {
                long at = i * Float.BYTES;
                float g = RawMemory.get(gradient + at);
                float m = RawMemory.get(mean + at) * beta1 + g * rest1;
                float v = RawMemory.get(square + at) * beta2 + g * g * rest2;
                RawMemory.put(mean + at, m);
                RawMemory.put(square + at, v);
                float change = m * stepSize;
                if (rectified) {
                    change /= (float) Math.sqrt(v) + epsilon;
                }
                RawMemory.put(parameter + at, RawMemory.get(parameter + at) * shrinkage - change);
            }
        }
    }
}
