// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Attention;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Attention query by query: dot products with the keys, their softmax, a weighted sum of the values. For one query, as
 * in the attention pool, every key and value is used once, so there is nothing to gain from tiles.
 */
final class RowAttention {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    /** Bytes of a vector. */
    private static final long VECTOR = S.vectorByteSize();

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
        long scores = scratch.atLeast((Math.ceilDiv(keys, LANES) + 1) * VECTOR);
        long lanes = scores + Math.ceilDiv(keys, LANES) * VECTOR;
        for (int i = 0; i < queries; i++) {
            int visible = causal ? i + 1 : keys;
            long query = q.at(sequence, column) + i * q.tokenStep();
            long key = k.at(sequence, column);
            for (int j = 0; j < visible; j++) {
                float product = dot(query, key + j * k.tokenStep(), headDim, lanes);
                RawMemory.put(Rows.plus(scores, j), product * scale);
            }
            float sum = exponentials(scores, visible, lanes);
            long target = y.at(sequence, column) + i * y.tokenStep();
            weightedSum(scores, 1 / sum, v.at(sequence, column), v.tokenStep(), visible, target, headDim);
        }
    }

    /** Σ aᵢ·bᵢ. A vector of partial sums goes through memory at {@code lanes}. */
    private static float dot(long a, long b, int width, long lanes) {
        FloatVector even = FloatVector.zero(S);
        FloatVector odd = even;
        int i = 0;
        for (; i < Rows.inVectors(width) - LANES; i += 2 * LANES) {
            long p = Rows.plus(a, i) & BITS;
            long q = Rows.plus(b, i) & BITS;
            FloatVector next = FloatVector.fromMemorySegment(S, M, q + VECTOR, LE);
            even = FloatVector.fromMemorySegment(S, M, p, LE).fma(FloatVector.fromMemorySegment(S, M, q, LE), even);
            odd = FloatVector.fromMemorySegment(S, M, p + VECTOR, LE).fma(next, odd);
        }
        for (; i < Rows.inVectors(width); i += LANES) {
            FloatVector next = FloatVector.fromMemorySegment(S, M, Rows.plus(b, i) & BITS, LE);
            even = FloatVector.fromMemorySegment(S, M, Rows.plus(a, i) & BITS, LE)
                    .fma(next, even);
        }
        float sum = 0;
        if (i > 0) {
            even.add(odd).intoMemorySegment(M, lanes & BITS, LE);
            sum = sumOfLanes(lanes);
        }
        for (; i < width; i++) {
            sum += RawMemory.get(Rows.plus(a, i)) * RawMemory.get(Rows.plus(b, i));
        }
        return sum;
    }

    /** x ← exp(x − max x); returns the sum. Whole vectors of x are overwritten. */
    private static float exponentials(long x, int width, long lanes) {
        int vectors = Math.ceilDiv(width, LANES);
        DenseRow.fill(Float.NEGATIVE_INFINITY, Rows.plus(x, width), vectors * LANES - width);
        ColumnSoftmax.maxima(x, VECTOR, vectors, lanes);
        float max = RawMemory.get(lanes);
        for (int i = 1; i < LANES; i++) {
            max = Math.max(max, RawMemory.get(Rows.plus(lanes, i)));
        }
        DenseRow.fill(max, lanes, LANES);
        ColumnSoftmax.exponentials(x, VECTOR, vectors, lanes, x, lanes);
        return sumOfLanes(lanes);
    }

    /** The sum of a vector in memory, in an order that no compiler chooses. */
    private static float sumOfLanes(long lanes) {
        float even = 0;
        float odd = 0;
        for (int i = 0; i < LANES; i += 2) {
            even += RawMemory.get(Rows.plus(lanes, i));
            odd += RawMemory.get(Rows.plus(lanes, i + 1));
        }
        return even + odd;
    }

    /** y = factor·Σⱼ wⱼ·vⱼ. */
    private static void weightedSum(long w, float factor, long v, long step, int count, long y, int width) {
        int d = 0;
        for (; d <= Rows.inVectors(width) - VECTORS * LANES; d += VECTORS * LANES) {
            FloatVector sum0 = FloatVector.zero(S);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            for (int j = 0; j < count; j++) {
                FloatVector weight = FloatVector.broadcast(S, RawMemory.get(Rows.plus(w, j)));
                long row = Rows.plus(v + j * step, d) & BITS;
                sum0 = weight.fma(FloatVector.fromMemorySegment(S, M, row, LE), sum0);
                sum1 = weight.fma(FloatVector.fromMemorySegment(S, M, row + VECTOR, LE), sum1);
                sum2 = weight.fma(FloatVector.fromMemorySegment(S, M, row + 2 * VECTOR, LE), sum2);
                sum3 = weight.fma(FloatVector.fromMemorySegment(S, M, row + 3 * VECTOR, LE), sum3);
            }
            long target = Rows.plus(y, d) & BITS;
            sum0.mul(factor).intoMemorySegment(M, target, LE);
            sum1.mul(factor).intoMemorySegment(M, target + VECTOR, LE);
            sum2.mul(factor).intoMemorySegment(M, target + 2 * VECTOR, LE);
            sum3.mul(factor).intoMemorySegment(M, target + 3 * VECTOR, LE);
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
