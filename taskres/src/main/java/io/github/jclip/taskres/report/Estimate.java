// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.Arrays;
import java.util.Collection;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * A mean with its confidence interval, from independent values of one normal distribution.
 *
 * @param halfWidth of the interval of {@value #CONFIDENCE} around the mean: t·s/√n with Student's t of n − 1 degrees of
 *     freedom; NaN for one value
 * @param n values
 */
record Estimate(double mean, double halfWidth, int n) {
    static final double CONFIDENCE = 0.95;

    static Estimate of(Collection<Double> values) {
        int n = values.size();
        if (n == 0) {
            throw new IllegalArgumentException("an estimate needs values");
        }
        double[] sample = values.stream().mapToDouble(Double::doubleValue).toArray();
        // From the first value on, so that equal values have exactly their own mean and no spread.
        double first = sample[0];
        double mean = first + Arrays.stream(sample).map(value -> value - first).sum() / n;
        if (n == 1) {
            return new Estimate(mean, Double.NaN, 1);
        }
        double squares = Arrays.stream(sample)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double quantile = new TDistribution(null, n - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
        return new Estimate(mean, quantile * Math.sqrt(squares / (n - 1) / n), n);
    }
}
