// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Which of some candidates is quickest. They are measured by turns, so that a clock that rises or falls meanwhile favours
 * none, and compared by their medians.
 *
 * @param winner the quickest candidate, or the first if none is clearly quicker
 * @param firstSeconds what the first takes
 * @param winnerSeconds what the winner takes
 */
record Contest(int winner, double firstSeconds, double winnerSeconds) {
    private static final int MOST_ROUNDS = 5;

    /** Long products differ less from round to round than they cost. */
    private static final double ENOUGH_SECONDS = 0.1;

    /** Less than this is noise. */
    private static final double WORTH = 0.98;

    /**
     * Measures.
     *
     * @param seconds measures a candidate once more
     */
    static Contest hold(int candidates, IntToDoubleFunction seconds) {
        double[][] measured = new double[candidates][MOST_ROUNDS];
        double spent = 0;
        int rounds = 0;
        while (rounds < MOST_ROUNDS && (rounds == 0 || spent < ENOUGH_SECONDS)) {
            for (int i = 0; i < candidates; i++) {
                measured[i][rounds] = seconds.applyAsDouble(i);
                spent += measured[i][rounds];
            }
            rounds++;
        }
        int winner = 0;
        double first = median(measured[0], rounds);
        double quickest = first * WORTH;
        for (int i = 1; i < candidates; i++) {
            double median = median(measured[i], rounds);
            if (median < quickest) {
                winner = i;
                quickest = median;
            }
        }
        return new Contest(winner, first, winner == 0 ? first : quickest);
    }

    private static double median(double[] values, int count) {
        return Arrays.stream(values, 0, count)
                .sorted()
                .skip((count - 1) / 2)
                .findFirst()
                .orElseThrow();
    }
}
