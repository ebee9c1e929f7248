// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

/** Rounding of sums that are added to what an output held, as the gradients of parameters are. */
final class Sums {
    private Sums() {}

    /**
     * Error of y ← y + Σ xᵢ. The old y is gone when a tolerance is asked for; it is bounded by the new y and the sum.
     *
     * @param terms how many
     * @param largest bound on |xᵢ|
     * @param result bound on |y| afterwards
     */
    static double tolerance(int terms, double largest, double result, double unitRoundoff) {
        double norm = Math.sqrt(terms) * largest;
        double sum = Norms.dotProductError(terms, norm, Math.sqrt(terms), unitRoundoff);
        return sum + 4 * unitRoundoff * (result + Math.sqrt(terms) * norm);
    }
}
