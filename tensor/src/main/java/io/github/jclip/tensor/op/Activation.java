// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

/** A function applied to each element. */
public enum Activation {
    /** x */
    NONE,
    /** max(x, 0) */
    RELU,
    /** x·σ(1.702·x), OpenAI's approximation in every CLIP model it released. */
    QUICK_GELU,
    /** x·Φ(x) with the exact normal distribution function, ½x(1 + erf(x/√2)). */
    GELU,
    /** x·σ(x), in EVA's gated layers. */
    SILU;

    private static final double QUICK_GELU_SLOPE = 1.702;

    /** The function in double precision. */
    public double apply(double x) {
        return switch (this) {
            case NONE -> x;
            case RELU -> Math.max(x, 0);
            case QUICK_GELU -> x / (1 + Math.exp(-QUICK_GELU_SLOPE * x));
            case GELU -> 0.5 * x * (1 + ErrorFunction.erf(x / Math.sqrt(2)));
            case SILU -> x / (1 + Math.exp(-x));
        };
    }

    /** The derivative in double precision; that of RELU at 0 is 0. */
    public double derivative(double x) {
        return switch (this) {
            case NONE -> 1;
            case RELU -> x > 0 ? 1 : 0;
            case QUICK_GELU -> logisticSlope(QUICK_GELU_SLOPE * x);
            case GELU ->
                0.5 * (1 + ErrorFunction.erf(x / Math.sqrt(2))) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
            case SILU -> logisticSlope(x);
        };
    }

    /** d(x·σ(βx))/dx = σ(t) + t·σ(t)·σ(−t) with t = βx. */
    private static double logisticSlope(double t) {
        double sigmoid = 1 / (1 + Math.exp(-t));
        return sigmoid + t * sigmoid / (1 + Math.exp(t));
    }

    /** Floating-point operations for an element. */
    public long flops() {
        return switch (this) {
            case NONE -> 0;
            case RELU -> 1;
            case QUICK_GELU, GELU, SILU -> 4;
        };
    }
}
