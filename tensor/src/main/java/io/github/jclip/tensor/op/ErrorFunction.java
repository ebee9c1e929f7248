// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

/** The error function in double precision, erf(x) = 2/√π ∫₀ˣ exp(−t²) dt. */
final class ErrorFunction {
    /** Beyond it the continued fraction converges faster than the series. */
    private static final double SERIES_LIMIT = 3;

    private static final int FRACTION_DEPTH = 60;

    private ErrorFunction() {}

    static double erf(double x) {
        double magnitude = Math.abs(x);
        double value = magnitude < SERIES_LIMIT ? series(magnitude) : 1 - complementByFraction(magnitude);
        return Math.copySign(value, x);
    }

    /** erf(x) = 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5…(2n+1)): all terms positive, so nothing cancels. */
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 0x1p-56; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    /** erfc(x) = exp(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))). */
    private static double complementByFraction(double x) {
        double fraction = x;
        for (int n = FRACTION_DEPTH; n >= 1; n--) {
            fraction = x + 0.5 * n / fraction;
        }
        return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
    }
}
