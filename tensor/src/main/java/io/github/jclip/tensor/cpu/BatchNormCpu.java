// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.BatchNorm;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link BatchNorm} on the CPU: in training x is read three times, for the mean, the squared deviations from it, so that
 * nothing cancels, and the result.
 */
final class BatchNormCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private BatchNormCpu() {}

    static void run(BatchNorm op, Workers workers) {
        for (Tensor output : List.of(op.y(), op.mean(), op.inverse())) {
            RawMemory.requireWritable(output);
        }
        workers.inTurn(() -> {
            if (op.training()) {
                batchStatistics(op, workers);
            } else {
                runningStatistics(op);
            }
            normalise(op, workers);
        });
    }

    private static void batchStatistics(BatchNorm op, Workers workers) {
        Rows x = Rows.of(op.x());
        int channels = x.width();
        int count = x.count();
        long mean = RawMemory.address(op.mean());
        long scratch = workers.operands().atLeast(ChannelSums.scratchBytes(count, channels, 1));
        double[] sums = ChannelSums.compute(
                count, channels, 1, (p, into) -> ChannelSums.add(x.at(p), into, channels), scratch, workers);
        for (int c = 0; c < channels; c++) {
            op.mean().set(sums[c] / count, c);
        }
        double[] squares = ChannelSums.compute(
                count,
                channels,
                1,
                (p, into) -> ChannelSums.addSquaredDeviations(x.at(p), mean, into, channels),
                scratch,
                workers);
        for (int c = 0; c < channels; c++) {
            double variance = squares[c] / count;
            op.inverse().set(1 / Math.sqrt(variance + op.epsilon()), c);
            follow(op.runningMean(), c, op.momentum(), sums[c] / count);
            follow(op.runningVariance(), c, op.momentum(), squares[c] / (count - 1));
        }
    }

    private static void follow(Tensor running, int c, double momentum, double batch) {
        running.set((1 - momentum) * running.get(c) + momentum * batch, c);
    }

    private static void runningStatistics(BatchNorm op) {
        for (int c = 0; c < op.x().dim(3); c++) {
            op.mean().set(op.runningMean().get(c), c);
            op.inverse().set(1 / Math.sqrt(op.runningVariance().get(c) + op.epsilon()), c);
        }
    }

    private static void normalise(BatchNorm op, Workers workers) {
        Rows x = Rows.of(op.x());
        Rows y = Rows.of(op.y());
        long mean = RawMemory.address(op.mean());
        long inverse = RawMemory.address(op.inverse());
        long weight = RawMemory.address(op.weight());
        long bias = RawMemory.address(op.bias());
        RangeTask.forEach(workers, x.count(), x.width(), (from, to) -> {
            for (int p = from; p < to; p++) {
                normalise(x.at(p), mean, inverse, weight, bias, y.at(p), x.width());
            }
        });
    }

    private static void normalise(long x, long mean, long inverse, long weight, long bias, long y, int channels) {
        int vectors = Rows.inVectors(channels);
        int c = 0;
        for (; c < vectors; c += LANES) {
            long offset = (long) Float.BYTES * c;
            FloatVector scale = FloatVector.fromMemorySegment(S, M, inverse + offset & BITS, LE)
                    .mul(FloatVector.fromMemorySegment(S, M, weight + offset & BITS, LE));
            FloatVector deviation = FloatVector.fromMemorySegment(S, M, x + offset & BITS, LE)
                    .sub(FloatVector.fromMemorySegment(S, M, mean + offset & BITS, LE));
            deviation
                    .fma(scale, FloatVector.fromMemorySegment(S, M, bias + offset & BITS, LE))
                    .intoMemorySegment(M, y + offset & BITS, LE);
        }
        for (; c < channels; c++) {
            float scale = RawMemory.get(Rows.plus(inverse, c)) * RawMemory.get(Rows.plus(weight, c));
            float deviation = RawMemory.get(Rows.plus(x, c)) - RawMemory.get(Rows.plus(mean, c));
            RawMemory.put(Rows.plus(y, c), deviation * scale + RawMemory.get(Rows.plus(bias, c)));
        }
    }
}
