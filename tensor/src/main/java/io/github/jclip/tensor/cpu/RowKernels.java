// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Loops over rows of floats that several ops share. Sums keep two vectors, so that additions do not wait for each
 * other; that many partial sums also keep rounding errors small.
 */
final class RowKernels {
    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private static final int LEAST_VECTORS = 4;

    private RowKernels() {}

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.iota(Lanes.FLOATS, lanes % Lanes.FLOATS.length(), 1, true);
    }

    /**
     * The sum of a vector's elements, added in an order of our own. {@code reduceLanes} leaves the order to the JVM,
     * whose interpreter and compilers choose differently, so that a result would depend on when a kernel is compiled.
     */
    static float sumOfLanes(FloatVector vector) {
        FloatVector sums = vector;
        if (vector.length() > 8) {
            sums = sums.add(sums.rearrange(BY_8));
        }
        if (vector.length() > 4) {
            sums = sums.add(sums.rearrange(BY_4));
        }
        sums = sums.add(sums.rearrange(BY_2));
        return sums.add(sums.rearrange(BY_1)).lane(0);
    }

    /** Σ xᵢ. */
    static float sum(long x, int width) {
        int step = Lanes.FLOATS.length();
        FloatVector even = FloatVector.zero(Lanes.FLOATS);
        FloatVector odd = even;
        int i = 0;
        for (; i + step < Rows.inVectors(width); i += 2 * step) {
            even = even.add(RawMemory.load(Rows.plus(x, i)));
            odd = odd.add(RawMemory.load(Rows.plus(x, i + step)));
        }
        for (; i < Rows.inVectors(width); i += step) {
            even = even.add(RawMemory.load(Rows.plus(x, i)));
        }
        float sum = i == 0 ? 0 : sumOfLanes(even.add(odd));
        for (; i < width; i++) {
            sum += RawMemory.get(Rows.plus(x, i));
        }
        return sum;
    }

    /** Σ aᵢ·bᵢ. */
    static float dot(long a, long b, int width) {
        int step = Lanes.FLOATS.length();
        FloatVector even = FloatVector.zero(Lanes.FLOATS);
        FloatVector odd = even;
        int i = 0;
        for (; i + step < Rows.inVectors(width); i += 2 * step) {
            even = RawMemory.load(Rows.plus(a, i)).fma(RawMemory.load(Rows.plus(b, i)), even);
            odd = RawMemory.load(Rows.plus(a, i + step)).fma(RawMemory.load(Rows.plus(b, i + step)), odd);
        }
        for (; i < Rows.inVectors(width); i += step) {
            even = RawMemory.load(Rows.plus(a, i)).fma(RawMemory.load(Rows.plus(b, i)), even);
        }
        float sum = i == 0 ? 0 : sumOfLanes(even.add(odd));
        for (; i < width; i++) {
            sum += RawMemory.get(Rows.plus(a, i)) * RawMemory.get(Rows.plus(b, i));
        }
        return sum;
    }

    /** max xᵢ; −∞ for no elements. NaN may be passed over, for a comparison costs a fraction of a maximum that keeps it. */
    static float max(long x, int width) {
        int step = Lanes.FLOATS.length();
        FloatVector even = FloatVector.broadcast(Lanes.FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector odd = even;
        int i = 0;
        for (; i + step < inVectorsOfSoftmax(width); i += 2 * step) {
            FloatVector first = RawMemory.load(Rows.plus(x, i));
            FloatVector second = RawMemory.load(Rows.plus(x, i + step));
            even = even.blend(first, first.compare(VectorOperators.GT, even));
            odd = odd.blend(second, second.compare(VectorOperators.GT, odd));
        }
        for (; i < inVectorsOfSoftmax(width); i += step) {
            FloatVector values = RawMemory.load(Rows.plus(x, i));
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
        FloatVector sums = FloatVector.zero(Lanes.FLOATS);
        int i = 0;
        for (; i < inVectorsOfSoftmax(width); i += Lanes.FLOATS.length()) {
            sums = sums.add(
                    VectorMath.expOfNegative(RawMemory.load(Rows.plus(x, i)).sub(max)));
        }
        float sum = i == 0 ? 0 : sumOfLanes(sums);
        for (; i < width; i++) {
            sum += VectorMath.expOfNegative(RawMemory.get(Rows.plus(x, i)) - max);
        }
        return sum;
    }

    /** yᵢ = exp(xᵢ − max); returns Σ yᵢ. */
    static float exponentials(long x, float max, long y, int width) {
        FloatVector sums = FloatVector.zero(Lanes.FLOATS);
        int i = 0;
        for (; i < inVectorsOfSoftmax(width); i += Lanes.FLOATS.length()) {
            FloatVector exponential =
                    VectorMath.expOfNegative(RawMemory.load(Rows.plus(x, i)).sub(max));
            RawMemory.store(exponential, Rows.plus(y, i));
            sums = sums.add(exponential);
        }
        float sum = i == 0 ? 0 : sumOfLanes(sums);
        for (; i < width; i++) {
            float exponential = VectorMath.expOfNegative(RawMemory.get(Rows.plus(x, i)) - max);
            RawMemory.put(Rows.plus(y, i), exponential);
            sum += exponential;
        }
        return sum;
    }

    /**
     * Floats of a row of logits that vectors take: none of a row so short that vectors gain less than their compilation
     * takes.
     */
    private static int inVectorsOfSoftmax(int width) {
        return width < LEAST_VECTORS * Lanes.FLOATS.length() ? 0 : Rows.inVectors(width);
    }
}
