// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/**
 * How long to measure.
 *
 * @param rounds turns of each contender, if there is time
 * @param roundsUnjudged the same for cases that no target judges
 * @param leastRounds turns even if there is none
 * @param leastRoundsOfLongRuns the same for what takes seconds, which a turn more would not make clearer
 * @param turnSeconds length of a turn, which has one run at least
 * @param pauseSeconds before each turn on several threads: workers of the contender before may still spin
 * @param windowSeconds of the warm-up
 * @param mostWarmUpSeconds when to stop waiting for times to become stable
 */
record Pace(
        int rounds,
        int roundsUnjudged,
        int leastRounds,
        int leastRoundsOfLongRuns,
        double turnSeconds,
        double pauseSeconds,
        double windowSeconds,
        double mostWarmUpSeconds) {
    static final Pace THOROUGH = new Pace(10, 10, 10, 10, 0.25, 0.1, 0.1, 10);
    static final Pace QUICK = new Pace(7, 3, 2, 1, 0.06, 0.05, 0.05, 1.5);

    private static final double LONG_RUN_SECONDS = 4;

    /** Whether the run that is compared was as good as a warm-up. */
    boolean isLong(double runSeconds) {
        return runSeconds > LONG_RUN_SECONDS;
    }

    /** Turns of each contender that must be. */
    int leastRounds(double runSeconds) {
        return isLong(runSeconds) ? leastRoundsOfLongRuns : leastRounds;
    }

    /** Turns of each contender, if there is time. */
    int rounds(boolean judged) {
        return judged ? rounds : roundsUnjudged;
    }
}
