// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.inference.TTest;

/**
 * Student's t-test for pairs, two-sided: whether the mean of the differences is 0.
 *
 * @param difference mean of value − baseline
 * @param p the probability of a mean difference as large by chance; empty with fewer than two pairs, or where all
 *     differences are the same and not 0, which leaves the test without an estimate of chance
 * @param pairs that were compared
 */
record PairedTest(double difference, OptionalDouble p, int pairs) {
    /** Differences of percentages that differ by less are the same. */
    private static final double ROUNDING = 1e-9;

    /** Pairs the values of common keys. */
    static <K> PairedTest of(Map<K, Double> values, Map<K, Double> baseline) {
        double[] differences = values.entrySet().stream()
                .filter(value -> baseline.containsKey(value.getKey()))
                .mapToDouble(value -> value.getValue() - baseline.get(value.getKey()))
                .toArray();
        double mean = Arrays.stream(differences).average().orElse(Double.NaN);
        return new PairedTest(mean, probability(differences, mean), differences.length);
    }

    private static OptionalDouble probability(double[] differences, double mean) {
        if (differences.length < 2) {
            return OptionalDouble.empty();
        }
        boolean same = Arrays.stream(differences).allMatch(it -> Math.abs(it - mean) < ROUNDING);
        if (same) {
            return Math.abs(mean) < ROUNDING ? OptionalDouble.of(1) : OptionalDouble.empty();
        }
        return OptionalDouble.of(new TTest().tTest(0, differences));
    }

    /** Stars as papers set them: * below 0.05, ** below 0.01, *** below 0.001. */
    String stars() {
        double probability = p.orElse(1);
        if (probability < 0.001) {
            return "***";
        }
        if (probability < 0.01) {
            return "**";
        }
        return probability < 0.05 ? "*" : "";
    }
}
