// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Derivatives of the activations: each on a vector and on one float, by the same formula. */
final class ActivationSlopes {
    static final float QUICK_GELU_SLOPE = 1.702f;

    /** From here on the logistic function is 0 or 1, while its exponential is still a number. */
    private static final float SATURATED = 80f;

    private static final float SQRT_HALF = 0x1.6a09e6p-1f;
    private static final float DENSITY_AT_ZERO = (float) (1 / Math.sqrt(2 * Math.PI));

    private ActivationSlopes() {}

    /** 1 for x &gt; 0, else 0, times dy. */
    static FloatVector relu(FloatVector x, FloatVector dy) {
        return FloatVector.zero(Lanes.FLOATS).blend(dy, x.compare(VectorOperators.GT, 0f));
    }

    /** 1 for x &gt; 0, else 0, times dy. */
    static float relu(float x, float dy) {
        return x > 0 ? dy : 0;
    }

    /**
     * d(x·σ(βx))/dx = s·(1 + t·(1 − s)) with t = βx and s = σ(t). With e = exp(−t), 1 − s is e·s, which does not cancel.
     */
    static FloatVector logistic(FloatVector x, float beta) {
        FloatVector t = x.mul(beta);
        FloatVector high = FloatVector.broadcast(Lanes.FLOATS, SATURATED);
        FloatVector low = FloatVector.broadcast(Lanes.FLOATS, -SATURATED);
        t = t.blend(high, t.compare(VectorOperators.GT, high));
        t = t.blend(low, t.compare(VectorOperators.LT, low));
        FloatVector e = VectorMath.exp(t.neg());
        FloatVector s = FloatVector.broadcast(Lanes.FLOATS, 1f).div(e.add(1f));
        return t.mul(e.mul(s)).add(1f).mul(s);
    }

    /** As the vector. */
    static float logistic(float x, float beta) {
        float t = beta * x;
        t = t > SATURATED ? SATURATED : t < -SATURATED ? -SATURATED : t;
        float e = VectorMath.exp(-t);
        float s = 1 / (1 + e);
        return (t * (e * s) + 1) * s;
    }

    /** Φ(x) + x·φ(x). */
    static FloatVector gelu(FloatVector x) {
        FloatVector density = VectorMath.expOfNegative(x.mul(x).mul(-0.5f)).mul(DENSITY_AT_ZERO);
        return VectorMath.erf(x.mul(SQRT_HALF)).add(1f).mul(0.5f).add(zeroWhereInfinite(x, density));
    }

    /** As the vector. */
    static float gelu(float x) {
        float density = VectorMath.expOfNegative(-0.5f * (x * x)) * DENSITY_AT_ZERO;
        return 0.5f * (1 + VectorMath.erf(x * SQRT_HALF)) + (density == 0 ? 0 : x * density);
    }

    /** x·φ(x), where the density wins against an infinity. */
    private static FloatVector zeroWhereInfinite(FloatVector x, FloatVector density) {
        return x.mul(density).blend(0f, density.eq(0f));
    }
}
