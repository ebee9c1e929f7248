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
    GELU;

    /** The function in double precision. */
    public double apply(double x) {
        return switch (this) {
            case NONE -> x;
            case RELU -> Math.max(x, 0);
            case QUICK_GELU -> x / (1 + Math.exp(-1.702 * x));
            case GELU -> 0.5 * x * (1 + ErrorFunction.erf(x / Math.sqrt(2)));
        };
    }

    /** Floating-point operations for an element. */
    public long flops() {
        return switch (this) {
            case NONE -> 0;
            case RELU -> 1;
            case QUICK_GELU, GELU -> 4;
        };
    }
}
