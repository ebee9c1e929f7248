// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.LayerNormBackward;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link LayerNormBackward} on the CPU. Memory is passed once: all loops over a row find it in the first-level cache.
 * Blocks of rows sum the gradients of weight and bias apart, and the blocks' sums are added in their order, so that the
 * threads do not change the result.
 */
final class LayerNormBackwardCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private static final int BLOCK = 64;

    private final int width;
    private final float epsilon;
    private final long weight;
    private final Rows x;
    private final Rows dy;
    private final Rows dx;
    private final Rows residual;

    private LayerNormBackwardCpu(LayerNormBackward op) {
        width = op.x().dim(-1);
        epsilon = (float) op.epsilon();
        weight = RawMemory.address(op.weight());
        x = Rows.of(op.x());
        dy = Rows.of(op.dy());
        dx = Rows.of(op.dx());
        residual = op.residual() == null ? null : Rows.of(op.residual());
    }

    static void run(LayerNormBackward op, Workers workers) {
        RawMemory.requireWritable(op.dx());
        LayerNormBackwardCpu kernel = new LayerNormBackwardCpu(op);
        if (op.dweight() == null) {
            RangeTask.forEach(workers, kernel.x.count(), 2 * kernel.width, kernel::inputs);
        } else {
            workers.inTurn(() -> kernel.everything(op, workers));
        }
    }

    private void inputs(int from, int to) {
        for (int row = from; row < to; row++) {
            row(row, 0, 0);
        }
    }

    private void everything(LayerNormBackward op, Workers workers) {
        RawMemory.requireWritable(op.dweight());
        RawMemory.requireWritable(op.dbias());
        int blocks = Math.ceilDiv(x.count(), BLOCK);
        long rowBytes = (long) width * Float.BYTES;
        long sums = workers.operands().atLeast(2L * blocks * rowBytes);
        workers.run(blocks, block -> {
            long weightSums = sums + 2L * block * rowBytes;
            long biasSums = weightSums + rowBytes;
            DenseRow.zero(weightSums, width);
            DenseRow.zero(biasSums, width);
            for (int row = block * BLOCK; row < Math.min(x.count(), (block + 1) * BLOCK); row++) {
                row(row, weightSums, biasSums);
            }
        });
        ColumnSums.add(sums, 2 * rowBytes, blocks, RawMemory.address(op.dweight()), width);
        ColumnSums.add(sums + rowBytes, 2 * rowBytes, blocks, RawMemory.address(op.dbias()), width);
    }

    /** One row; the sums are added to unless their address is 0. */
    private void row(int row, long weightSums, long biasSums) {
        long source = x.at(row);
        long gradient = dy.at(row);
        float mean = RowKernels.sum(source, width) / width;
        float variance = RowKernels.squaredDeviations(source, mean, width) / width;
        float inverse = (float) (1 / Math.sqrt(variance + epsilon));
        if (weightSums != 0) {
            addProducts(source, mean, inverse, gradient, weightSums, width);
            DenseRow.sum(biasSums, gradient, biasSums, width);
        }
        float centre = RowKernels.dot(gradient, weight, width) / width;
        float along = RowKernels.productWithDeviations(source, mean, gradient, weight, width) * inverse / width;
        if (residual == null) {
            write(source, mean, inverse, gradient, centre, along, dx.at(row));
        } else {
            add(source, mean, inverse, gradient, centre, along, residual.at(row), dx.at(row));
        }
    }

    /** sums ← sums + dy·x̂. */
    private static void addProducts(long x, float mean, float inverse, long dy, long sums, int width) {
        int vectors = Rows.inVectors(width);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long offset = (long) Float.BYTES * i;
            FloatVector normalised = FloatVector.fromMemorySegment(S, M, x + offset & BITS, LE)
                    .sub(mean)
                    .mul(inverse);
            long at = sums + offset & BITS;
            normalised
                    .fma(
                            FloatVector.fromMemorySegment(S, M, dy + offset & BITS, LE),
                            FloatVector.fromMemorySegment(S, M, at, LE))
                    .intoMemorySegment(M, at, LE);
        }
        for (; i < width; i++) {
            float normalised = (RawMemory.get(Rows.plus(x, i)) - mean) * inverse;
            long at = Rows.plus(sums, i);
            RawMemory.put(at, RawMemory.get(at) + normalised * RawMemory.get(Rows.plus(dy, i)));
        }
    }

    /** dx = (dy·weight − centre − x̂·along)·inverse. */
    private void write(long x, float mean, float inverse, long dy, float centre, float along, long dx) {
        float slope = along * inverse;
        int vectors = Rows.inVectors(width);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long offset = (long) Float.BYTES * i;
            FloatVector gradient = FloatVector.fromMemorySegment(S, M, dy + offset & BITS, LE)
                    .mul(FloatVector.fromMemorySegment(S, M, weight + offset & BITS, LE));
            FloatVector normal = FloatVector.fromMemorySegment(S, M, x + offset & BITS, LE)
                    .sub(mean)
                    .mul(slope);
            gradient.sub(centre).sub(normal).mul(inverse).intoMemorySegment(M, dx + offset & BITS, LE);
        }
        for (; i < width; i++) {
            float gradient = RawMemory.get(Rows.plus(dy, i)) * RawMemory.get(Rows.plus(weight, i));
            float normal = (RawMemory.get(Rows.plus(x, i)) - mean) * slope;
            RawMemory.put(Rows.plus(dx, i), (gradient - centre - normal) * inverse);
        }
    }

    /** As {@link #write} with the residual added. */
    private void add(long x, float mean, float inverse, long dy, float centre, float along, long residual, long dx) {
        float slope = along * inverse;
        FloatVector scale = FloatVector.broadcast(S, inverse);
        int vectors = Rows.inVectors(width);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long offset = (long) Float.BYTES * i;
            FloatVector gradient = FloatVector.fromMemorySegment(S, M, dy + offset & BITS, LE)
                    .mul(FloatVector.fromMemorySegment(S, M, weight + offset & BITS, LE));
            FloatVector normal = FloatVector.fromMemorySegment(S, M, x + offset & BITS, LE)
                    .sub(mean)
                    .mul(slope);
            FloatVector sum = gradient.sub(centre)
                    .sub(normal)
                    .fma(scale, FloatVector.fromMemorySegment(S, M, residual + offset & BITS, LE));
            sum.intoMemorySegment(M, dx + offset & BITS, LE);
        }
        for (; i < width; i++) {
            float gradient = RawMemory.get(Rows.plus(dy, i)) * RawMemory.get(Rows.plus(weight, i));
            float normal = (RawMemory.get(Rows.plus(x, i)) - mean) * slope;
            float sum = (gradient - centre - normal) * inverse + RawMemory.get(Rows.plus(residual, i));
            RawMemory.put(Rows.plus(dx, i), sum);
        }
    }
}
