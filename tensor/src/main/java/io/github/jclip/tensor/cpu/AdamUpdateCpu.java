// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.AdamUpdate;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link AdamUpdate} on the CPU. */
final class AdamUpdateCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;

    private AdamUpdateCpu() {}

    static void run(AdamUpdate op, Workers workers) {
        op.outputs().forEach(RawMemory::requireWritable);
        Kernel kernel = new Kernel(
                RawMemory.address(op.parameter()),
                RawMemory.address(op.gradient()),
                RawMemory.address(op.mean()),
                RawMemory.address(op.square()),
                op.largest() == null ? 0 : RawMemory.address(op.largest()),
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
            long parameter,
            long gradient,
            long mean,
            long square,
            long largest,
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
            int lanes = S.length();
            long i = from;
            for (; i <= to - lanes; i += lanes) {
                long at = i * Float.BYTES;
                FloatVector p = fromMemorySegment(S, M, parameter + at & BITS, LE);
                FloatVector g =
                        fromMemorySegment(S, M, gradient + at & BITS, LE).add(p.mul(decay));
                FloatVector m =
                        fromMemorySegment(S, M, mean + at & BITS, LE).mul(beta1).add(g.mul(rest1));
                FloatVector v = fromMemorySegment(S, M, square + at & BITS, LE)
                        .mul(beta2)
                        .add(g.mul(g).mul(rest2));
                m.intoMemorySegment(M, mean + at & BITS, LE);
                v.intoMemorySegment(M, square + at & BITS, LE);
                if (largest != 0) {
                    v = v.max(fromMemorySegment(S, M, largest + at & BITS, LE));
                    v.intoMemorySegment(M, largest + at & BITS, LE);
                }
                FloatVector root = v.sqrt().mul(rootScale).add(epsilon);
                p.mul(shrinkage).sub(m.mul(stepSize).div(root)).intoMemorySegment(M, parameter + at & BITS, LE);
            }
            return i;
        }

        private void scalars(long from, long to) {
            for (long i = from; i < to; i++) {
                long at = i * Float.BYTES;
                float p = RawMemory.get(parameter + at);
                float g = RawMemory.get(gradient + at) + p * decay;
                float m = RawMemory.get(mean + at) * beta1 + g * rest1;
                float v = RawMemory.get(square + at) * beta2 + g * g * rest2;
                RawMemory.put(mean + at, m);
                RawMemory.put(square + at, v);
                if (largest != 0) {
                    v = Math.max(v, RawMemory.get(largest + at));
                    RawMemory.put(largest + at, v);
                }
                float root = (float) Math.sqrt(v) * rootScale + epsilon;
                RawMemory.put(parameter + at, p * shrinkage - m * stepSize / root);
            }
        }
    }
}
