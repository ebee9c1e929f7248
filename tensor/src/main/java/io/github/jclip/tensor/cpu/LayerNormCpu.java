// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.LayerNorm;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link LayerNorm} on the CPU. Memory is passed once: the mean, the squared deviations from it and the result are
 * three loops over a row that stays in the first-level cache. Deviations are squared after the mean is taken off, so
 * nothing cancels. A row is written in the same loop that sums the next one: memory is read while it is written.
 */
final class LayerNormCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    /** Bytes of a vector. */
    private static final long VECTOR = S.vectorByteSize();

    private LayerNormCpu() {}

    static void run(LayerNorm op, Workers workers) {
        Rows x = Rows.of(op.x());
        Rows y = Rows.of(op.y());
        int width = x.width();
        long weight = RawMemory.address(op.weight());
        long bias = RawMemory.address(op.bias());
        float epsilon = (float) op.epsilon();
        RangeTask.forEachByWorker(workers, x.count(), width, (from, to, worker) -> {
            long sums = workers.scratch(worker).atLeast(2 * VECTOR);
            float sum = from < to ? RowKernels.sum(x.at(from), width) : 0;
            for (int row = from; row < to; row++) {
                long source = x.at(row);
                float mean = sum / width;
                float variance = RowKernels.squaredDeviations(source, mean, width) / width;
                float scale = (float) (1 / Math.sqrt(variance + epsilon));
                long next = row + 1 < to ? x.at(row + 1) : source;
                sum = normalise(source, mean, scale, weight, bias, y.at(row), next, sums, width);
            }
        });
    }

    /**
     * y = (x − mean)·scale·weight + bias.
     *
     * @param next address of another row, whose sum is returned
     * @param sums address of two vectors
     */
    private static float normalise(
            long x, float mean, float scale, long weight, long bias, long y, long next, long sums, int width) {
        int vectors = Rows.inVectors(width);
        FloatVector even = FloatVector.zero(S);
        FloatVector odd = FloatVector.zero(S);
        int i = 0;
        for (; i < vectors - LANES; i += 2 * LANES) {
            long at = (long) Float.BYTES * i;
            long p = x + at & BITS;
            long w = weight + at & BITS;
            long b = bias + at & BITS;
            long q = y + at & BITS;
            long n = next + at & BITS;
            even = FloatVector.fromMemorySegment(S, M, n, LE).add(even);
            odd = FloatVector.fromMemorySegment(S, M, n + VECTOR, LE).add(odd);
            FloatVector factor = FloatVector.fromMemorySegment(S, M, w, LE);
            FloatVector.fromMemorySegment(S, M, p, LE)
                    .sub(mean)
                    .mul(scale)
                    .fma(factor, FloatVector.fromMemorySegment(S, M, b, LE))
                    .intoMemorySegment(M, q, LE);
            factor = FloatVector.fromMemorySegment(S, M, w + VECTOR, LE);
            FloatVector.fromMemorySegment(S, M, p + VECTOR, LE)
                    .sub(mean)
                    .mul(scale)
                    .fma(factor, FloatVector.fromMemorySegment(S, M, b + VECTOR, LE))
                    .intoMemorySegment(M, q + VECTOR, LE);
        }
        for (; i < vectors; i += LANES) {
            long at = (long) Float.BYTES * i;
            even = FloatVector.fromMemorySegment(S, M, next + at & BITS, LE).add(even);
            FloatVector factor = FloatVector.fromMemorySegment(S, M, weight + at & BITS, LE);
            FloatVector.fromMemorySegment(S, M, x + at & BITS, LE)
                    .sub(mean)
                    .mul(scale)
                    .fma(factor, FloatVector.fromMemorySegment(S, M, bias + at & BITS, LE))
                    .intoMemorySegment(M, y + at & BITS, LE);
        }
        float sum = 0;
        if (i > 0) {
            even.add(odd).intoMemorySegment(M, sums & BITS, LE);
            sum = RowKernels.sum(sums, LANES);
        }
        for (; i < width; i++) {
            sum += RawMemory.get(Rows.plus(next, i));
            float normalised = (RawMemory.get(Rows.plus(x, i)) - mean) * scale;
            RawMemory.put(
                    Rows.plus(y, i),
                    normalised * RawMemory.get(Rows.plus(weight, i)) + RawMemory.get(Rows.plus(bias, i)));
        }
        return sum;
    }
}
