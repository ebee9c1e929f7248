// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Activation;

/**
 * Elementary functions in single precision: their coefficients, and each on one float. Kernels write the same formulas
 * out for vectors, since no vector may cross a call that C2 might not inline; {@link ColumnSoftmax} says why.
 *
 * <ul>
 *   <li>exp: reduction by multiples of ln 2 in two parts (Cody and Waite), then a polynomial of degree 6 whose relative
 *       error is 2·10⁻⁹ before rounding. Keeps NaN. Within 2 ulp. On one float it overflows to infinity and underflows
 *       gradually to 0. On vectors, where the argument cannot be large or large results are the same to its user, it
 *       takes about half the instructions: what is smaller than e⁻⁸⁷, 10⁻³⁸, is 0 in a softmax, which adds it to the 1
 *       that the maximum adds, and e⁻⁸⁷ where 1 is added to it.
 *   <li>erf: x·P(x²)/Q(x²) of degrees 5 and 5 with coefficients searched among floats (relative error 5·10⁻⁸ before the
 *       arithmetic rounds), up to the point beyond which erf rounds to ±1. Within 6 ulp.
 * </ul>
 */
final class VectorMath {
    static final float LOG2_E = 0x1.715476p0f;

    /** ln 2 in two parts; the first has so few bits that its multiples by an exponent are exact. */
    static final float LN2_HIGH = 0x1.62e4p-1f;

    static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

    /** Constants of their own: C2 does not compute a negation ahead. */
    static final float MINUS_LN2_HIGH = -LN2_HIGH;

    static final float MINUS_LN2_LOW = -LN2_LOW;

    /** Adding it leaves the nearest integer in the low bits of a float's significand. */
    static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    static final int SIGNIFICAND_BITS = 23;
    static final int ONE_BITS = Float.floatToRawIntBits(1f);

    /** exp is infinity above and 0 below; between, the exponent halves fit a float. */
    static final float EXP_HIGHEST = 89f;

    private static final float EXP_LOWEST = -104.5f;

    /** Above it exp is a normal number. */
    static final float LOWEST_NORMAL_EXPONENT = -87f;

    /** Its power of two is 2⁻¹²⁷, which a float built of its exponent makes 0. */
    static final float LOST_EXPONENT = -88f;

    /** exp(r) = 1 + r + r²·(E2 + E3·r + …) for |r| ≤ ½ ln 2. */
    static final float E2 = 0.5f;

    static final float E3 = 0.16666576f;
    static final float E4 = 0.041666552f;
    static final float E5 = 0.008363233f;
    static final float E6 = 0.001392625f;

    /** From here on erf rounds to 1. */
    static final float ERF_ONE = 3.92f;

    static final float P0 = 1.1283791f;
    static final float P1 = 0.1905758f;
    static final float P2 = 0.05276662f;
    static final float P3 = 0.0037715307f;
    static final float P4 = 0.00028480854f;
    static final float P5 = 0.0000020460236f;
    static final float Q1 = 0.5022257f;
    static final float Q2 = 0.11417549f;
    static final float Q3 = 0.014981189f;
    static final float Q4 = 0.0011635922f;
    static final float Q5 = 0.000038045833f;

    static final float QUICK_GELU_SLOPE = 1.702f;
    static final float SQRT_HALF = 0x1.6a09e6p-1f;

    private VectorMath() {}

    /** eˣ for x ≤ 0, 0 where it is smaller than e⁻⁸⁷. */
    static float expOfNegative(float x) {
        return x < LOWEST_NORMAL_EXPONENT ? 0 : exp(x);
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
    static float relu(float x) {
        return Math.max(x, 0f);
    }

    /** x·σ(1.702·x). */
    static float quickGelu(float x) {
        return x / (1f + exp(-QUICK_GELU_SLOPE * x));
    }

    /** x·σ(x). */
    static float silu(float x) {
        return x / (1f + exp(-x));
    }

    /** ½x(1 + erf(x/√2)). */
    static float gelu(float x) {
        return 0.5f * x * (1f + erf(x * SQRT_HALF));
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
