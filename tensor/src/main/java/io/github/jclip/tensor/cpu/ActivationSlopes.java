// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/** Derivatives of the activations on one float; {@link ActivateBackwardCpu} writes the same formulas out for vectors. */
final class ActivationSlopes {
    /** From here on the logistic function is 0 or 1, while its exponential is still a number. */
    static final float SATURATED = 80f;

    static final float DENSITY_AT_ZERO = (float) (1 / Math.sqrt(2 * Math.PI));

    private ActivationSlopes() {}

    /** 1 for x &gt; 0, else 0, times dy. */
    static float relu(float x, float dy) {
        return x > 0 ? dy : 0;
    }

    /**
     * d(x·σ(βx))/dx = s·(1 + t·(1 − s)) with t = βx and s = σ(t). With e = exp(−t), 1 − s is e·s, which does not cancel.
     */
    static float logistic(float x, float beta) {
        float t = beta * x;
        t = t > SATURATED ? SATURATED : t < -SATURATED ? -SATURATED : t;
        float e = VectorMath.exp(-t);
        float s = 1 / (1 + e);
        return (t * (e * s) + 1) * s;
    }

    /** Φ(x) + x·φ(x), where a density of 0 wins against an infinity. */
    static float gelu(float x) {
        float density = VectorMath.expOfNegative(-0.5f * (x * x)) * DENSITY_AT_ZERO;
        return 0.5f * (1 + VectorMath.erf(x * VectorMath.SQRT_HALF)) + (density == 0 ? 0 : x * density);
    }
}
