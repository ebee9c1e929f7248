// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.BatchNormBackward;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link BatchNormBackward} on the CPU: x and dy are read once for the sums and once for dx. */
final class BatchNormBackwardCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private final BatchNormBackward op;
    private final Rows x;
    private final Rows dy;
    private final int channels;
    private final long mean;

    private BatchNormBackwardCpu(BatchNormBackward op) {
        this.op = op;
        x = Rows.of(op.x());
        dy = Rows.of(op.dy());
        channels = x.width();
        mean = RawMemory.address(op.mean());
    }

    static void run(BatchNormBackward op, Workers workers) {
        for (Tensor output : op.outputs()) {
            RawMemory.requireWritable(output);
        }
        BatchNormBackwardCpu kernel = new BatchNormBackwardCpu(op);
        workers.inTurn(() -> kernel.run(workers));
    }

    private void run(Workers workers) {
        long rowBytes = (long) channels * Float.BYTES;
        long scratch = workers.operands().atLeast(3 * rowBytes + ChannelSums.scratchBytes(x.count(), channels, 2));
        long scale = scratch;
        long centre = scale + rowBytes;
        long slope = centre + rowBytes;
        boolean sums = op.training() || op.dweight() != null;
        double[] totals = sums ? sums(slope + rowBytes, workers) : new double[2 * channels];
        for (int c = 0; c < channels; c++) {
            double inverse = op.inverse().get(c);
            double along = totals[channels + c] * inverse;
            double share = op.training() ? 1.0 / x.count() : 0;
            RawMemory.put(Rows.plus(scale, c), (float) (op.weight().get(c) * inverse));
            RawMemory.put(Rows.plus(centre, c), (float) (totals[c] * share));
            RawMemory.put(Rows.plus(slope, c), (float) (along * inverse * share));
            if (op.dweight() != null) {
                op.dweight().set(op.dweight().get(c) + along, c);
                op.dbias().set(op.dbias().get(c) + totals[c], c);
            }
        }
        if (op.dx() != null) {
            Rows dx = Rows.of(op.dx());
            RangeTask.forEach(workers, x.count(), 2 * channels, (from, to) -> {
                for (int p = from; p < to; p++) {
                    write(p, scale, centre, slope, dx.at(p));
                }
            });
        }
    }

    /** Σ dy, then Σ dy·(x − mean), of each channel. */
    private double[] sums(long scratch, Workers workers) {
        return ChannelSums.compute(
                x.count(),
                channels,
                2,
                (p, into) -> {
                    ChannelSums.add(dy.at(p), into, channels);
                    ChannelSums.addProducts(dy.at(p), x.at(p), mean, Rows.plus(into, channels), channels);
                },
                scratch,
                workers);
    }

    /** dx = scale·(dy − centre − (x − mean)·slope). */
    private void write(int position, long scale, long centre, long slope, long dx) {
        long source = x.at(position);
        long gradient = dy.at(position);
        int vectors = Rows.inVectors(channels);
        int c = 0;
        for (; c < vectors; c += LANES) {
            long offset = (long) Float.BYTES * c;
            FloatVector deviation = FloatVector.fromMemorySegment(S, M, source + offset & BITS, LE)
                    .sub(FloatVector.fromMemorySegment(S, M, mean + offset & BITS, LE));
            FloatVector across = FloatVector.fromMemorySegment(S, M, gradient + offset & BITS, LE)
                    .sub(FloatVector.fromMemorySegment(S, M, centre + offset & BITS, LE))
                    .sub(deviation.mul(FloatVector.fromMemorySegment(S, M, slope + offset & BITS, LE)));
            across.mul(FloatVector.fromMemorySegment(S, M, scale + offset & BITS, LE))
                    .intoMemorySegment(M, dx + offset & BITS, LE);
        }
        for (; c < channels; c++) {
            float deviation = RawMemory.get(Rows.plus(source, c)) - RawMemory.get(Rows.plus(mean, c));
            float across = RawMemory.get(Rows.plus(gradient, c))
                    - RawMemory.get(Rows.plus(centre, c))
                    - deviation * RawMemory.get(Rows.plus(slope, c));
            RawMemory.put(Rows.plus(dx, c), across * RawMemory.get(Rows.plus(scale, c)));
        }
    }
}
