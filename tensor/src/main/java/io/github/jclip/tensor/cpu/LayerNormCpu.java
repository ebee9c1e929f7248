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
 * nothing cancels.
 */
final class LayerNormCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private LayerNormCpu() {}

    static void run(LayerNorm op, Workers workers) {
        Rows x = Rows.of(op.x());
        Rows y = Rows.of(op.y());
        long weight = RawMemory.address(op.weight());
        long bias = RawMemory.address(op.bias());
        float epsilon = (float) op.epsilon();
        RangeTask.forEach(workers, x.count(), x.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                long source = x.at(row);
                float mean = RowKernels.sum(source, x.width()) / x.width();
                float variance = RowKernels.squaredDeviations(source, mean, x.width()) / x.width();
                float scale = (float) (1 / Math.sqrt(variance + epsilon));
                normalise(source, mean, scale, weight, bias, y.at(row), x.width());
            }
        });
    }

    private static void normalise(long x, float mean, float scale, long weight, long bias, long y, int width) {
        int vectors = Rows.inVectors(width);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long offset = (long) Float.BYTES * i;
            FloatVector normalised = FloatVector.fromMemorySegment(S, M, x + offset & BITS, LE)
                    .sub(mean)
                    .mul(scale);
            normalised
                    .fma(
                            FloatVector.fromMemorySegment(S, M, weight + offset & BITS, LE),
                            FloatVector.fromMemorySegment(S, M, bias + offset & BITS, LE))
                    .intoMemorySegment(M, y + offset & BITS, LE);
        }
        for (; i < width; i++) {
            float normalised = (RawMemory.get(Rows.plus(x, i)) - mean) * scale;
            RawMemory.put(
                    Rows.plus(y, i),
                    normalised * RawMemory.get(Rows.plus(weight, i)) + RawMemory.get(Rows.plus(bias, i)));
        }
    }
}
