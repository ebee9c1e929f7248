// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

/**
 * So many of so many, with the interval of 95 % that Wilson's score test gives (Wilson, 1927), which holds near 0 and 100
 * as well. All in percent but the counts.
 *
 * @param low lower end of the interval
 * @param high upper end of it
 */
public record Proportion(int correct, int total, double percent, double low, double high) {
    /** The quantile of the normal distribution for 95 %, both sides. */
    private static final double Z = 1.959963984540054;

    /**
     * From counts.
     *
     * @param total at least 1
     */
    public static Proportion of(int correct, int total) {
        if (total < 1 || correct < 0 || correct > total) {
            throw new IllegalArgumentException("%d of %d".formatted(correct, total));
        }
        double p = (double) correct / total;
        double z2 = Z * Z / total;
        double centre = (p + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(p * (1 - p) / total + z2 / (4 * total));
        return new Proportion(
                correct, total, 100 * p, 100 * Math.max(0, centre - half), 100 * Math.min(1, centre + half));
    }
}
