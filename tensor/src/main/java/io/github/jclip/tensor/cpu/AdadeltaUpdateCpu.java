// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.jclip.tensor.op.AdadeltaUpdate;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link AdadeltaUpdate} on the CPU. */
final class AdadeltaUpdateCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;

    private AdadeltaUpdateCpu() {}

    static void run(AdadeltaUpdate op, Workers workers) {
        op.outputs().forEach(RawMemory::requireWritable);
        Kernel kernel = new Kernel(
                RawMemory.address(op.parameter()),
                RawMemory.address(op.gradient()),
                RawMemory.address(op.square()),
                RawMemory.address(op.change()),
                (float) op.learningRate(),
                (float) op.rho(),
                (float) (1 - op.rho()),
                (float) op.epsilon(),
                (float) op.weightDecay());
        Stretches.run(op.parameter().elementCount(), workers, kernel);
    }

    private record Kernel(
            long parameter,
            long gradient,
            long square,
            long change,
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
            int lanes = S.length();
            long i = from;
            for (; i <= to - lanes; i += lanes) {
                long at = i * Float.BYTES;
                FloatVector p = fromMemorySegment(S, M, parameter + at & BITS, LE);
                FloatVector g =
                        fromMemorySegment(S, M, gradient + at & BITS, LE).add(p.mul(decay));
                FloatVector v = fromMemorySegment(S, M, square + at & BITS, LE)
                        .mul(rho)
                        .add(g.mul(g).mul(rest));
                FloatVector c = fromMemorySegment(S, M, change + at & BITS, LE);
                FloatVector delta =
                        c.add(epsilon).sqrt().div(v.add(epsilon).sqrt()).mul(g);
                v.intoMemorySegment(M, square + at & BITS, LE);
                c.mul(rho).add(delta.mul(delta).mul(rest)).intoMemorySegment(M, change + at & BITS, LE);
                p.sub(delta.mul(learningRate)).intoMemorySegment(M, parameter + at & BITS, LE);
            }
            return i;
        }

        private void scalars(long from, long to) {
            for (long i = from; i < to; i++) {
                long at = i * Float.BYTES;
                float p = RawMemory.get(parameter + at);
                float g = RawMemory.get(gradient + at) + p * decay;
                float v = RawMemory.get(square + at) * rho + g * g * rest;
                float c = RawMemory.get(change + at);
                float delta = (float) Math.sqrt(c + epsilon) / (float) Math.sqrt(v + epsilon) * g;
                RawMemory.put(square + at, v);
                RawMemory.put(change + at, c * rho + delta * delta * rest);
                RawMemory.put(parameter + at, p - delta * learningRate);
            }
        }
    }
}
