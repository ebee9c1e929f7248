// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Attention;
import jdk.incubator.vector.FloatVector;

/**
 * Attention query by query: dot products with the keys, their softmax, a weighted sum of the values. For one query, as
 * in the attention pool, every key and value is used once, so there is nothing to gain from tiles.
 */
final class RowAttention {
    private static final int LANES = Lanes.FLOATS.length();

    /** Vectors of a sum over the values that are accumulated together. */
    private static final int VECTORS = 4;

    private final int queries;
    private final int keys;
    private final int headDim;
    private final boolean causal;
    private final float scale;
    private final Sequences q;
    private final Sequences k;
    private final Sequences v;
    private final Sequences y;

    RowAttention(Attention op) {
        queries = op.q().dim(1);
        keys = op.k().dim(1);
        headDim = op.headDim();
        causal = op.causal();
        scale = (float) (1 / Math.sqrt(headDim));
        q = Sequences.of(op.q());
        k = Sequences.of(op.k());
        v = Sequences.of(op.v());
        y = Sequences.of(op.y());
    }

    /** Computes all queries of a head. */
    void run(int sequence, int head, Scratch scratch) {
        int column = head * headDim;
        long scores = scratch.atLeast((long) keys * Float.BYTES);
        for (int i = 0; i < queries; i++) {
            int visible = causal ? i + 1 : keys;
            long query = q.at(sequence, column) + i * q.tokenStep();
            long key = k.at(sequence, column);
            for (int j = 0; j < visible; j++) {
                float product = RowKernels.dot(query, key + j * k.tokenStep(), headDim);
                RawMemory.put(Rows.plus(scores, j), product * scale);
            }
            float sum = RowKernels.exponentials(scores, RowKernels.max(scores, visible), scores, visible);
            long target = y.at(sequence, column) + i * y.tokenStep();
            weightedSum(scores, 1 / sum, v.at(sequence, column), v.tokenStep(), visible, target, headDim);
        }
    }

    /** y = factor·Σⱼ wⱼ·vⱼ. */
    private static void weightedSum(long w, float factor, long v, long step, int count, long y, int width) {
        int d = 0;
        for (; d <= Rows.inVectors(width) - VECTORS * LANES; d += VECTORS * LANES) {
            FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            for (int j = 0; j < count; j++) {
                FloatVector weight = FloatVector.broadcast(Lanes.FLOATS, RawMemory.get(Rows.plus(w, j)));
                long row = Rows.plus(v + j * step, d);
                sum0 = weight.fma(RawMemory.load(row), sum0);
                sum1 = weight.fma(RawMemory.load(Rows.plus(row, LANES)), sum1);
                sum2 = weight.fma(RawMemory.load(Rows.plus(row, 2 * LANES)), sum2);
                sum3 = weight.fma(RawMemory.load(Rows.plus(row, 3 * LANES)), sum3);
            }
            RawMemory.store(sum0.mul(factor), Rows.plus(y, d));
            RawMemory.store(sum1.mul(factor), Rows.plus(y, d + LANES));
            RawMemory.store(sum2.mul(factor), Rows.plus(y, d + 2 * LANES));
            RawMemory.store(sum3.mul(factor), Rows.plus(y, d + 3 * LANES));
        }
        for (; d < width; d++) {
            float sum = 0;
            for (int j = 0; j < count; j++) {
                sum += RawMemory.get(Rows.plus(w, j)) * RawMemory.get(Rows.plus(v + j * step, d));
            }
            RawMemory.put(Rows.plus(y, d), sum * factor);
        }
    }
}
