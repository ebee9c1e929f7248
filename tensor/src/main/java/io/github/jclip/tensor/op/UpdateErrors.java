// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

/**
 * First-order rounding errors of the steps that optimiser updates share. The old running values are gone when a
 * tolerance is asked for, so they are bounded by the new value and the term that was added.
 */
final class UpdateErrors {
    private UpdateErrors() {}

    /**
     * Error of m ← (1 − w)·m + w·g.
     *
     * @param g bound on the gradient's size, weight decay included; its own error is at most 3 roundings of that size
     */
    static double runningMean(double mean, double weight, double g, double unitRoundoff) {
        return unitRoundoff * (4 * Math.abs(mean) + 8 * Math.abs(weight) * g);
    }

    /** Error of v ← (1 − w)·v + w·g², all terms positive; g as for the mean, twice its error through the square. */
    static double runningSquare(double square, double weight, double g, double unitRoundoff) {
        return unitRoundoff * (4 * square + 8 * Math.abs(weight) * g * g);
    }

    /** Error of √v, whose slope grows without bound towards 0 while |√(v + e) − √v| ≤ √e. */
    static double root(double square, double squareError, double unitRoundoff) {
        double root = Math.sqrt(square);
        double slope = root == 0 ? Double.POSITIVE_INFINITY : squareError / (2 * root);
        return Math.min(slope, Math.sqrt(squareError)) + unitRoundoff * root;
    }
}
