// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/**
 * How long to measure.
 *
 * @param rounds turns of each contender
 * @param roundsOfLongRuns the same for what takes long
 * @param turnSeconds length of a turn, which has one run at least
 * @param pauseSeconds before each turn: workers of the contender before may still spin
 * @param mostWarmUpSeconds when to stop waiting for times to become stable
 */
record Pace(int rounds, int roundsOfLongRuns, double turnSeconds, double pauseSeconds, double mostWarmUpSeconds) {
    static final Pace THOROUGH = new Pace(10, 10, 0.25, 0.1, 10);
    static final Pace QUICK = new Pace(3, 2, 0.1, 0.06, 2.5);

    private static final double LONG_RUN_SECONDS = 0.8;

    /** Turns of each contender. */
    int roundsOf(double runSeconds) {
        return runSeconds > LONG_RUN_SECONDS ? roundsOfLongRuns : rounds;
    }
}
