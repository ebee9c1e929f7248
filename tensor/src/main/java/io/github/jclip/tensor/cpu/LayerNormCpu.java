// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.LayerNorm;
import jdk.incubator.vector.FloatVector;

/**
 * {@link LayerNorm} on the CPU. Memory is passed once: the mean, the squared deviations from it and the result are
 * three loops over a row that stays in the first-level cache. Deviations are squared after the mean is taken off, so
 * nothing cancels.
 */
final class LayerNormCpu {
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
                float variance = squaredDeviations(source, mean, x.width()) / x.width();
                float scale = (float) (1 / Math.sqrt(variance + epsilon));
                normalise(source, mean, scale, weight, bias, y.at(row), x.width());
            }
        });
    }

    /** Σ (xᵢ − mean)². */
    static float squaredDeviations(long x, float mean, int width) {
        int step = Lanes.FLOATS.length();
        FloatVector even = FloatVector.zero(Lanes.FLOATS);
        FloatVector odd = even;
        int i = 0;
        for (; i + step < Rows.inVectors(width); i += 2 * step) {
            FloatVector first = RawMemory.load(Rows.plus(x, i)).sub(mean);
            FloatVector second = RawMemory.load(Rows.plus(x, i + step)).sub(mean);
            even = first.fma(first, even);
            odd = second.fma(second, odd);
        }
        for (; i < Rows.inVectors(width); i += step) {
            FloatVector deviation = RawMemory.load(Rows.plus(x, i)).sub(mean);
            even = deviation.fma(deviation, even);
        }
        float sum = i == 0 ? 0 : RowKernels.sumOfLanes(even.add(odd));
        for (; i < width; i++) {
            float deviation = RawMemory.get(Rows.plus(x, i)) - mean;
            sum += deviation * deviation;
        }
        return sum;
    }

    private static void normalise(long x, float mean, float scale, long weight, long bias, long y, int width) {
        int i = 0;
        for (; i < Rows.inVectors(width); i += Lanes.FLOATS.length()) {
            FloatVector normalised = RawMemory.load(Rows.plus(x, i)).sub(mean).mul(scale);
            RawMemory.store(
                    normalised.fma(RawMemory.load(Rows.plus(weight, i)), RawMemory.load(Rows.plus(bias, i))),
                    Rows.plus(y, i));
        }
        for (; i < width; i++) {
            float normalised = (RawMemory.get(Rows.plus(x, i)) - mean) * scale;
            RawMemory.put(
                    Rows.plus(y, i),
                    normalised * RawMemory.get(Rows.plus(weight, i)) + RawMemory.get(Rows.plus(bias, i)));
        }
    }
}
