// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions in single precision: each on a vector of {@link Lanes#FLOATS} and on one float, by the same
 * formula.
 *
 * <ul>
 *   <li>exp: reduction by multiples of ln 2 in two parts (Cody and Waite), then a polynomial of degree 6 whose relative
 *       error is 2·10⁻⁹ before rounding. Overflows to infinity, underflows gradually to 0, keeps NaN. Within 2 ulp.
 *   <li>erf: x·P(x²)/Q(x²) of degrees 5 and 5 with coefficients searched among floats (relative error 5·10⁻⁸ before the
 *       arithmetic rounds), up to the point beyond which erf rounds to ±1. Within 6 ulp.
 * </ul>
 */
final class VectorMath {
    private static final float LOG2_E = 0x1.715476p0f;

    /** ln 2 in two parts; the first has so few bits that its multiples by an exponent are exact. */
    private static final float LN2_HIGH = 0x1.62e4p-1f;

    private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

    /** Adding it leaves the nearest integer in the low bits of a float's significand. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    private static final int SIGNIFICAND_BITS = 23;
    private static final int ONE_BITS = Float.floatToRawIntBits(1f);

    /** exp is infinity above and 0 below; between, the exponent halves fit a float. */
    private static final float EXP_HIGHEST = 89f;

    private static final float EXP_LOWEST = -104.5f;

    /** Above it exp is a normal number. */
    private static final float LOWEST_NORMAL_EXPONENT = -87f;

    /** Its power of two is 2⁻¹²⁷, for which {@link #powerOfTwo(IntVector)} returns 0. */
    private static final float LOST_EXPONENT = -88f;

    /** exp(r) = 1 + r + r²·(E2 + E3·r + …) for |r| ≤ ½ ln 2. */
    private static final float E2 = 0.5f;

    private static final float E3 = 0.16666576f;
    private static final float E4 = 0.041666552f;
    private static final float E5 = 0.008363233f;
    private static final float E6 = 0.001392625f;

    /** From here on erf rounds to 1. */
    private static final float ERF_ONE = 3.92f;

    private static final float P0 = 1.1283791f;
    private static final float P1 = 0.1905758f;
    private static final float P2 = 0.05276662f;
    private static final float P3 = 0.0037715307f;
    private static final float P4 = 0.00028480854f;
    private static final float P5 = 0.0000020460236f;
    private static final float Q1 = 0.5022257f;
    private static final float Q2 = 0.11417549f;
    private static final float Q3 = 0.014981189f;
    private static final float Q4 = 0.0011635922f;
    private static final float Q5 = 0.000038045833f;

    private static final float QUICK_GELU_SLOPE = 1.702f;
    private static final float SQRT_HALF = 0x1.6a09e6p-1f;

    private VectorMath() {}

    /** eˣ. */
    static FloatVector exp(FloatVector x) {
        FloatVector high = FloatVector.broadcast(Lanes.FLOATS, EXP_HIGHEST);
        FloatVector low = FloatVector.broadcast(Lanes.FLOATS, EXP_LOWEST);
        FloatVector bounded = x.blend(high, x.compare(VectorOperators.GT, high));
        bounded = bounded.blend(low, x.compare(VectorOperators.LT, low));

        FloatVector shifted = bounded.mul(LOG2_E).add(ROUNDER);
        FloatVector exponent = shifted.sub(ROUNDER);
        FloatVector r = bounded.sub(exponent.mul(LN2_HIGH)).sub(exponent.mul(LN2_LOW));
        FloatVector tail = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(r, E6, E5), r, E4), r, E3), r, E2);
        FloatVector fraction = r.mul(r).fma(tail, r).add(1f);

        IntVector n = shifted.viewAsIntegralLanes().sub(ROUNDER_BITS).reinterpretAsInts();
        IntVector half = n.lanewise(VectorOperators.ASHR, 1);
        return fraction.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
    }

    /**
     * eˣ for x ≤ 0, in about half the instructions: what is smaller than e⁻⁸⁷, 10⁻³⁸, counts as 0. Softmax subtracts the
     * maximum first, and loses such terms beside the 1 that the maximum adds to its sum. Within 2 ulp.
     *
     * <p>The argument is replaced, not the result: with a blend at the end C2 may allocate a vector for each call in a
     * loop that sums the results.
     */
    static FloatVector expOfNegative(FloatVector x) {
        return boundedExp(x.blend(LOST_EXPONENT, x.compare(VectorOperators.LT, LOWEST_NORMAL_EXPONENT)));
    }

    /**
     * eˣ in fewer instructions, for a sum with 1: the least values count as e⁻⁸⁷, and infinity begins at e⁸⁸·⁴ already.
     */
    private static FloatVector expBesideOne(FloatVector x) {
        FloatVector bounded = x.blend(EXP_HIGHEST, x.compare(VectorOperators.GT, EXP_HIGHEST));
        bounded = bounded.blend(LOWEST_NORMAL_EXPONENT, x.compare(VectorOperators.LT, LOWEST_NORMAL_EXPONENT));
        return boundedExp(bounded);
    }

    /** eˣ where its power of two is normal or 0. */
    private static FloatVector boundedExp(FloatVector x) {
        FloatVector shifted = multiplyAdd(x, LOG2_E, ROUNDER);
        return fraction(x, shifted).mul(powerOfTwo(shifted.reinterpretAsInts()));
    }

    /** e to the power of what x exceeds n·ln 2 by, where n stands in the low bits of {@code shifted}. */
    private static FloatVector fraction(FloatVector x, FloatVector shifted) {
        FloatVector exponent = shifted.sub(ROUNDER);
        FloatVector r = exponent.fma(
                FloatVector.broadcast(Lanes.FLOATS, -LN2_LOW),
                exponent.fma(FloatVector.broadcast(Lanes.FLOATS, -LN2_HIGH), x));
        FloatVector tail = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(r, E6, E5), r, E4), r, E3), r, E2);
        return r.mul(r).fma(tail, r).add(1f);
    }

    /** eˣ for x ≤ 0, 0 where it is smaller than e⁻⁸⁷. */
    static float expOfNegative(float x) {
        return x < LOWEST_NORMAL_EXPONENT ? 0 : exp(x);
    }

    private static FloatVector multiplyAdd(FloatVector a, float b, float c) {
        return a.fma(FloatVector.broadcast(Lanes.FLOATS, b), FloatVector.broadcast(Lanes.FLOATS, c));
    }

    private static FloatVector multiplyAdd(FloatVector a, FloatVector b, float c) {
        return a.fma(b, FloatVector.broadcast(Lanes.FLOATS, c));
    }

    private static FloatVector powerOfTwo(IntVector exponent) {
        return exponent.lanewise(VectorOperators.LSHL, SIGNIFICAND_BITS)
                .add(ONE_BITS)
                .reinterpretAsFloats();
    }

    /** eˣ. */
    static float exp(float x) {
        float bounded = x > EXP_HIGHEST ? EXP_HIGHEST : x < EXP_LOWEST ? EXP_LOWEST : x;
        float shifted = bounded * LOG2_E + ROUNDER;
        float exponent = shifted - ROUNDER;
        float r = bounded - exponent * LN2_HIGH - exponent * LN2_LOW;
        float tail = (((E6 * r + E5) * r + E4) * r + E3) * r + E2;
        float fraction = r * r * tail + r + 1f;

        int n = Float.floatToRawIntBits(shifted) - ROUNDER_BITS;
        int half = n >> 1;
        return fraction * powerOfTwo(half) * powerOfTwo(n - half);
    }

    private static float powerOfTwo(int exponent) {
        return Float.intBitsToFloat((exponent << SIGNIFICAND_BITS) + ONE_BITS);
    }

    /** The logistic function 1/(1 + e⁻ˣ). */
    static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(Lanes.FLOATS, 1f).div(exp(x.neg()).add(1f));
    }

    /** The logistic function 1/(1 + e⁻ˣ). */
    static float sigmoid(float x) {
        return 1f / (1f + exp(-x));
    }

    /** The error function. */
    static FloatVector erf(FloatVector x) {
        FloatVector t = x.mul(x);
        FloatVector p = multiplyAdd(multiplyAdd(multiplyAdd(t, P5, P4), t, P3), t, P2);
        FloatVector q = multiplyAdd(multiplyAdd(multiplyAdd(t, Q5, Q4), t, Q3), t, Q2);
        FloatVector numerator = multiplyAdd(multiplyAdd(p, t, P1), t, P0).mul(x);
        FloatVector denominator = multiplyAdd(multiplyAdd(q, t, Q1), t, 1f);
        FloatVector one = FloatVector.broadcast(Lanes.FLOATS, 1f);
        VectorMask<Float> above = x.compare(VectorOperators.GE, ERF_ONE);
        VectorMask<Float> below = x.compare(VectorOperators.LE, -ERF_ONE);
        return numerator.div(denominator).blend(one, above).blend(one.neg(), below);
    }

    /** The error function. */
    static float erf(float x) {
        if (Math.abs(x) >= ERF_ONE) {
            return Math.copySign(1f, x);
        }
        float t = x * x;
        float numerator = x * (((((P5 * t + P4) * t + P3) * t + P2) * t + P1) * t + P0);
        float denominator = ((((Q5 * t + Q4) * t + Q3) * t + Q2) * t + Q1) * t + 1f;
        return numerator / denominator;
    }

    /** max(x, 0). */
    static FloatVector relu(FloatVector x) {
        return x.max(0f);
    }

    /** max(x, 0). */
    static float relu(float x) {
        return Math.max(x, 0f);
    }

    /** x·σ(1.702·x). */
    static FloatVector quickGelu(FloatVector x) {
        return x.div(expBesideOne(x.mul(-QUICK_GELU_SLOPE)).add(1f));
    }

    /** x·σ(1.702·x). */
    static float quickGelu(float x) {
        return x / (1f + exp(-QUICK_GELU_SLOPE * x));
    }

    /** x·σ(x). */
    static FloatVector silu(FloatVector x) {
        return x.div(expBesideOne(x.neg()).add(1f));
    }

    /** x·σ(x). */
    static float silu(float x) {
        return x / (1f + exp(-x));
    }

    /** ½x(1 + erf(x/√2)). */
    static FloatVector gelu(FloatVector x) {
        return x.mul(0.5f).mul(erf(x.mul(SQRT_HALF)).add(1f));
    }

    /** ½x(1 + erf(x/√2)). */
    static float gelu(float x) {
        return 0.5f * x * (1f + erf(x * SQRT_HALF));
    }

    /** The activation of each lane. */
    static FloatVector activate(FloatVector x, Activation activation) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> relu(x);
            case QUICK_GELU -> quickGelu(x);
            case GELU -> gelu(x);
            case SILU -> silu(x);
        };
    }

    /** The activation of one value. */
    static float activate(float x, Activation activation) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> relu(x);
            case QUICK_GELU -> quickGelu(x);
            case GELU -> gelu(x);
            case SILU -> silu(x);
        };
    }
}
