// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The softmax of columns that lie side by side, a vector of them at a time, without the division by the sums.
 *
 * <p>The loops call nothing but the Vector API, whose methods are always inlined. C2 stops inlining other methods once
 * a compilation holds 18,000 nodes. A vector operation starts as some 400, so this limit is met in the middle of a
 * kernel, where depends on what it was inlined into; and each vector that a call takes or returns then is an object on
 * the heap. That is why the formula of {@link VectorMath#expOfNegative(FloatVector)} is written out here.
 */
final class ColumnSoftmax {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;

    /** Constants of their own: C2 does not compute a negation ahead. */
    private static final float MINUS_LN2_HIGH = -VectorMath.LN2_HIGH;

    private static final float MINUS_LN2_LOW = -VectorMath.LN2_LOW;

    private ColumnSoftmax() {}

    /**
     * max x of each column.
     *
     * @param x address of the first row of a vector of columns
     * @param step bytes between rows
     * @param rows at least 1
     * @param maxima address of a vector
     */
    static void maxima(long x, long step, int rows, long maxima) {
        if (Lanes.SCALAR) {
            for (int i = 0; i < S.length(); i++) {
                RawMemory.put(Rows.plus(maxima, i), maximum(Rows.plus(x, i), step, rows));
            }
            return;
        }
        FloatVector max = FloatVector.fromMemorySegment(S, M, x & BITS, LE);
        for (int j = 1; j < rows; j++) {
            FloatVector value = FloatVector.fromMemorySegment(S, M, x + j * step & BITS, LE);
            max = max.blend(value, value.compare(VectorOperators.GT, max));
        }
        max.intoMemorySegment(M, maxima & BITS, LE);
    }

    private static float maximum(long x, long step, int rows) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < rows; j++) {
            max = Math.max(max, RawMemory.get(x + j * step));
        }
        return max;
    }

    /**
     * x ← exp(x − max) and Σ exp(x − max) of each column. What is below max − 87 counts as −∞.
     *
     * @param x address of the first row of a vector of columns
     * @param step bytes between rows
     * @param maxima address of a vector
     * @param sums address of a vector
     */
    static void exponentials(long x, long step, int rows, long maxima, long sums) {
        if (Lanes.SCALAR) {
            for (int i = 0; i < S.length(); i++) {
                float max = RawMemory.get(Rows.plus(maxima, i));
                RawMemory.put(Rows.plus(sums, i), exponentials(Rows.plus(x, i), step, rows, max));
            }
            return;
        }
        FloatVector max = FloatVector.fromMemorySegment(S, M, maxima & BITS, LE);
        FloatVector sum = FloatVector.zero(S);
        for (int j = 0; j < rows; j++) {
            long address = x + j * step & BITS;
            FloatVector d = FloatVector.fromMemorySegment(S, M, address, LE).sub(max);
            d = d.blend(VectorMath.LOST_EXPONENT, d.compare(VectorOperators.LT, VectorMath.LOWEST_NORMAL_EXPONENT));
            FloatVector shifted =
                    d.fma(FloatVector.broadcast(S, VectorMath.LOG2_E), FloatVector.broadcast(S, VectorMath.ROUNDER));
            FloatVector exponent = shifted.sub(VectorMath.ROUNDER);
            FloatVector r = exponent.fma(
                    FloatVector.broadcast(S, MINUS_LN2_LOW), exponent.fma(FloatVector.broadcast(S, MINUS_LN2_HIGH), d));
            FloatVector tail = r.fma(FloatVector.broadcast(S, VectorMath.E6), FloatVector.broadcast(S, VectorMath.E5));
            tail = tail.fma(r, FloatVector.broadcast(S, VectorMath.E4));
            tail = tail.fma(r, FloatVector.broadcast(S, VectorMath.E3));
            tail = tail.fma(r, FloatVector.broadcast(S, VectorMath.E2));
            FloatVector fraction = r.mul(r).fma(tail, r).add(1f);
            IntVector power = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, VectorMath.SIGNIFICAND_BITS)
                    .add(VectorMath.ONE_BITS);
            FloatVector exponential = fraction.mul(power.reinterpretAsFloats());
            exponential.intoMemorySegment(M, address, LE);
            sum = sum.add(exponential);
        }
        sum.intoMemorySegment(M, sums & BITS, LE);
    }

    private static float exponentials(long x, long step, int rows, float max) {
        float sum = 0;
        for (int j = 0; j < rows; j++) {
            long address = x + j * step;
            float exponential = VectorMath.expOfNegative(RawMemory.get(address) - max);
            RawMemory.put(address, exponential);
            sum += exponential;
        }
        return sum;
    }
}
