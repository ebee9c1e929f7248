// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.VectorOperators.FMA;

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
 * the heap. That is why the formulas of {@link VectorMath} are written out here and in other kernels.
 */
final class ColumnSoftmax {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;

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
     * y = exp(x − max) and Σ exp(x − max) of each column. What is below max − 87 counts as −∞.
     *
     * @param x address of the first row of a vector of columns
     * @param step bytes between rows of x and of y
     * @param maxima address of a vector
     * @param y address of the first row of the exponentials, which may be {@code x}; 0 if only the sums are wanted
     * @param sums address of a vector
     */
    static void exponentials(long x, long step, int rows, long maxima, long y, long sums) {
        if (Lanes.SCALAR) {
            for (int i = 0; i < S.length(); i++) {
                float max = RawMemory.get(Rows.plus(maxima, i));
                float sum = exponentials(Rows.plus(x, i), step, rows, max, y == 0 ? 0 : Rows.plus(y, i));
                RawMemory.put(Rows.plus(sums, i), sum);
            }
            return;
        }
        FloatVector max = FloatVector.fromMemorySegment(S, M, maxima & BITS, LE);
        FloatVector sum = FloatVector.zero(S);
        for (int j = 0; j < rows; j++) {
            FloatVector d =
                    FloatVector.fromMemorySegment(S, M, x + j * step & BITS, LE).sub(max);
            d = d.blend(VectorMath.LOST_EXPONENT, d.compare(VectorOperators.LT, VectorMath.LOWEST_NORMAL_EXPONENT));
            FloatVector shifted = d.fma(VectorMath.LOG2_E, VectorMath.ROUNDER);
            FloatVector n = shifted.sub(VectorMath.ROUNDER);
            FloatVector r = n.lanewise(FMA, VectorMath.MINUS_LN2_HIGH, d);
            r = n.lanewise(FMA, VectorMath.MINUS_LN2_LOW, r);
            FloatVector tail = r.fma(VectorMath.E6, VectorMath.E5).lanewise(FMA, r, VectorMath.E4);
            tail = tail.lanewise(FMA, r, VectorMath.E3).lanewise(FMA, r, VectorMath.E2);
            IntVector power = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, VectorMath.SIGNIFICAND_BITS)
                    .add(VectorMath.ONE_BITS);
            FloatVector exponential = r.mul(r).fma(tail, r).add(1f).mul(power.reinterpretAsFloats());
            if (y != 0) {
                exponential.intoMemorySegment(M, y + j * step & BITS, LE);
            }
            sum = exponential.add(sum);
        }
        sum.intoMemorySegment(M, sums & BITS, LE);
    }

    private static float exponentials(long x, long step, int rows, float max, long y) {
        float sum = 0;
        for (int j = 0; j < rows; j++) {
            float exponential = VectorMath.expOfNegative(RawMemory.get(x + j * step) - max);
            if (y != 0) {
                RawMemory.put(y + j * step, exponential);
            }
            sum += exponential;
        }
        return sum;
    }
}
