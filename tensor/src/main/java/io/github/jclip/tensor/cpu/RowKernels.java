// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static jdk.incubator.vector.VectorOperators.FMA;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops over rows of floats that several ops share. Sums keep two vectors, so that additions do not wait for each
 * other; that many partial sums also keep rounding errors small. Vectors cross no call that C2 might not inline;
 * {@link ColumnSoftmax} says why.
 *
 * <p>The lanes of a sum are added in an order of our own, a half to the other until one is left. {@code reduceLanes}
 * leaves the order to the JVM, whose interpreter and compilers choose differently, so that a result would depend on when
 * a kernel is compiled.
 */
final class RowKernels {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    /** Bytes of a vector. */
    private static final long VECTOR = S.vectorByteSize();

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private static final int LEAST_VECTORS = 4;

    private RowKernels() {}

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.iota(Lanes.FLOATS, lanes % LANES, 1, true);
    }

    /** Σ xᵢ. */
    static float sum(long x, int width) {
        int vectors = Rows.inVectors(width);
        FloatVector even = FloatVector.zero(S);
        FloatVector odd = FloatVector.zero(S);
        int i = 0;
        for (; i < vectors - LANES; i += 2 * LANES) {
            long p = x + (long) Float.BYTES * i & BITS;
            even = FloatVector.fromMemorySegment(S, M, p, LE).add(even);
            odd = FloatVector.fromMemorySegment(S, M, p + VECTOR, LE).add(odd);
        }
        for (; i < vectors; i += LANES) {
            even = FloatVector.fromMemorySegment(S, M, x + (long) Float.BYTES * i & BITS, LE)
                    .add(even);
        }
        float sum = 0;
        if (i > 0) {
            FloatVector sums = even.add(odd);
            sums = LANES > 8 ? sums.add(sums.rearrange(BY_8)) : sums;
            sums = LANES > 4 ? sums.add(sums.rearrange(BY_4)) : sums;
            sums = sums.add(sums.rearrange(BY_2));
            sum = sums.add(sums.rearrange(BY_1)).lane(0);
        }
        for (; i < width; i++) {
            sum += RawMemory.get(Rows.plus(x, i));
        }
        return sum;
    }

    /** Σ aᵢ·bᵢ. */
    static float dot(long a, long b, int width) {
        int vectors = Rows.inVectors(width);
        FloatVector even = FloatVector.zero(S);
        FloatVector odd = FloatVector.zero(S);
        int i = 0;
        for (; i < vectors - LANES; i += 2 * LANES) {
            long p = a + (long) Float.BYTES * i & BITS;
            long q = b + (long) Float.BYTES * i & BITS;
            FloatVector next = FloatVector.fromMemorySegment(S, M, q + VECTOR, LE);
            even = FloatVector.fromMemorySegment(S, M, p, LE).fma(FloatVector.fromMemorySegment(S, M, q, LE), even);
            odd = FloatVector.fromMemorySegment(S, M, p + VECTOR, LE).fma(next, odd);
        }
        for (; i < vectors; i += LANES) {
            long at = (long) Float.BYTES * i;
            FloatVector factor = FloatVector.fromMemorySegment(S, M, b + at & BITS, LE);
            even = FloatVector.fromMemorySegment(S, M, a + at & BITS, LE).fma(factor, even);
        }
        float sum = 0;
        if (i > 0) {
            FloatVector sums = even.add(odd);
            sums = LANES > 8 ? sums.add(sums.rearrange(BY_8)) : sums;
            sums = LANES > 4 ? sums.add(sums.rearrange(BY_4)) : sums;
            sums = sums.add(sums.rearrange(BY_2));
            sum = sums.add(sums.rearrange(BY_1)).lane(0);
        }
        for (; i < width; i++) {
            sum += RawMemory.get(Rows.plus(a, i)) * RawMemory.get(Rows.plus(b, i));
        }
        return sum;
    }

    /** Σ (xᵢ − mean)². */
    static float squaredDeviations(long x, float mean, int width) {
        int vectors = Rows.inVectors(width);
        FloatVector even = FloatVector.zero(S);
        FloatVector odd = FloatVector.zero(S);
        int i = 0;
        for (; i < vectors - LANES; i += 2 * LANES) {
            long p = x + (long) Float.BYTES * i & BITS;
            FloatVector first = FloatVector.fromMemorySegment(S, M, p, LE).sub(mean);
            FloatVector second =
                    FloatVector.fromMemorySegment(S, M, p + VECTOR, LE).sub(mean);
            even = first.fma(first, even);
            odd = second.fma(second, odd);
        }
        for (; i < vectors; i += LANES) {
            FloatVector deviation = FloatVector.fromMemorySegment(S, M, x + (long) Float.BYTES * i & BITS, LE)
                    .sub(mean);
            even = deviation.fma(deviation, even);
        }
        float sum = 0;
        if (i > 0) {
            FloatVector sums = even.add(odd);
            sums = LANES > 8 ? sums.add(sums.rearrange(BY_8)) : sums;
            sums = LANES > 4 ? sums.add(sums.rearrange(BY_4)) : sums;
            sums = sums.add(sums.rearrange(BY_2));
            sum = sums.add(sums.rearrange(BY_1)).lane(0);
        }
        for (; i < width; i++) {
            float deviation = RawMemory.get(Rows.plus(x, i)) - mean;
            sum += deviation * deviation;
        }
        return sum;
    }

    /** Σ aᵢ·bᵢ·(xᵢ − mean). */
    static float productWithDeviations(long x, float mean, long a, long b, int width) {
        int vectors = Rows.inVectors(width);
        FloatVector sums = FloatVector.zero(S);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long at = (long) Float.BYTES * i;
            FloatVector factor = FloatVector.fromMemorySegment(S, M, b + at & BITS, LE);
            FloatVector product =
                    FloatVector.fromMemorySegment(S, M, a + at & BITS, LE).mul(factor);
            FloatVector deviation =
                    FloatVector.fromMemorySegment(S, M, x + at & BITS, LE).sub(mean);
            sums = product.fma(deviation, sums);
        }
        float sum = 0;
        if (i > 0) {
            sums = LANES > 8 ? sums.add(sums.rearrange(BY_8)) : sums;
            sums = LANES > 4 ? sums.add(sums.rearrange(BY_4)) : sums;
            sums = sums.add(sums.rearrange(BY_2));
            sum = sums.add(sums.rearrange(BY_1)).lane(0);
        }
        for (; i < width; i++) {
            float product = RawMemory.get(Rows.plus(a, i)) * RawMemory.get(Rows.plus(b, i));
            sum += product * (RawMemory.get(Rows.plus(x, i)) - mean);
        }
        return sum;
    }

    /** max xᵢ; −∞ for no elements. NaN may be passed over, for a comparison costs a fraction of a maximum that keeps it. */
    static float max(long x, int width) {
        int vectors = inVectorsOfSoftmax(width);
        FloatVector even = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector odd = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < vectors - LANES; i += 2 * LANES) {
            long p = x + (long) Float.BYTES * i & BITS;
            FloatVector first = FloatVector.fromMemorySegment(S, M, p, LE);
            FloatVector second = FloatVector.fromMemorySegment(S, M, p + VECTOR, LE);
            even = even.blend(first, first.compare(VectorOperators.GT, even));
            odd = odd.blend(second, second.compare(VectorOperators.GT, odd));
        }
        for (; i < vectors; i += LANES) {
            FloatVector values = FloatVector.fromMemorySegment(S, M, x + (long) Float.BYTES * i & BITS, LE);
            even = even.blend(values, values.compare(VectorOperators.GT, even));
        }
        float max = i == 0 ? Float.NEGATIVE_INFINITY : even.max(odd).reduceLanes(VectorOperators.MAX);
        for (; i < width; i++) {
            max = Math.max(max, RawMemory.get(Rows.plus(x, i)));
        }
        return max;
    }

    /** Σ exp(xᵢ − max). */
    static float sumOfExponentials(long x, float max, int width) {
        return exponentials(x, max, 0, width);
    }

    /**
     * yᵢ = exp(xᵢ − max), as {@link VectorMath#expOfNegative} computes it, unless {@code y} is 0; returns the sum. The
     * argument is replaced where it is too small, not the result: with a blend at the end C2 may allocate vectors.
     */
    static float exponentials(long x, float max, long y, int width) {
        int vectors = inVectorsOfSoftmax(width);
        FloatVector sums = FloatVector.zero(S);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long at = (long) Float.BYTES * i;
            FloatVector d =
                    FloatVector.fromMemorySegment(S, M, x + at & BITS, LE).sub(max);
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
                exponential.intoMemorySegment(M, y + at & BITS, LE);
            }
            sums = exponential.add(sums);
        }
        float sum = 0;
        if (i > 0) {
            sums = LANES > 8 ? sums.add(sums.rearrange(BY_8)) : sums;
            sums = LANES > 4 ? sums.add(sums.rearrange(BY_4)) : sums;
            sums = sums.add(sums.rearrange(BY_2));
            sum = sums.add(sums.rearrange(BY_1)).lane(0);
        }
        for (; i < width; i++) {
            float exponential = VectorMath.expOfNegative(RawMemory.get(Rows.plus(x, i)) - max);
            if (y != 0) {
                RawMemory.put(Rows.plus(y, i), exponential);
            }
            sum += exponential;
        }
        return sum;
    }

    /**
     * Floats of a row of logits that vectors take: none of a row so short that vectors gain less than their compilation
     * takes.
     */
    private static int inVectorsOfSoftmax(int width) {
        return width < LEAST_VECTORS * LANES ? 0 : Rows.inVectors(width);
    }
}
