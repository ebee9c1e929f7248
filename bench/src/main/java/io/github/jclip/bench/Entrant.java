// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** A contender with its times. */
final class Entrant {
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
    /** A window that is no faster than this share of the one before has nothing left to gain. */
    private static final double STABLE = 0.98;

    private static final double QUIET_COMPILER = 0.1;
    private static final int STABLE_WINDOWS = 2;

    private final Contender contender;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> turns = new ArrayList<>();
    private double usual;

    Entrant(Contender contender) {
        this.contender = contender;
    }

    Contender contender() {
        return contender;
    }

    /** Seconds of a run after the warm-up, roughly. */
    double usual() {
        return usual;
    }

    /** Runs once, for its output. */
    void runFirst() {
        usual = run();
    }

    /** Runs until times no longer fall and the compiler has nothing to do for it. */
    void warmUp(Pace pace, double mostSeconds) {
        if (pace.isLong(usual)) {
            return;
        }
        long start = System.nanoTime();
        double before = Double.POSITIVE_INFINITY;
        int stable = 0;
        do {
            long compiling = COMPILER.getTotalCompilationTime();
            long windowStart = System.nanoTime();
            double best = Double.POSITIVE_INFINITY;
            do {
                best = Math.min(best, run());
            } while (secondsSince(windowStart) < pace.windowSeconds());
            double compiled = (COMPILER.getTotalCompilationTime() - compiling) * 1e-3;
            boolean quiet = compiled < QUIET_COMPILER * secondsSince(windowStart);
            stable = quiet && best > STABLE * before ? stable + 1 : 0;
            before = Math.min(before, best);
        } while (stable < STABLE_WINDOWS && secondsSince(start) < mostSeconds);
        usual = before;
    }

    /** Takes a turn: as many runs as fit. */
    void takeTurn(Pace pace) {
        if (usual < pace.turnSeconds() / 4) {
            // The pause has cooled caches and put workers to sleep.
            run();
        }
        List<Double> turn = new ArrayList<>();
        long start = System.nanoTime();
        do {
            turn.add(run());
        } while (secondsSince(start) + usual < pace.turnSeconds());
        seconds.addAll(turn);
        turns.add(median(turn));
    }

    private double run() {
        contender.reset();
        long start = System.nanoTime();
        contender.run();
        return secondsSince(start);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    double best() {
        return Collections.min(seconds);
    }

    double median() {
        return median(seconds);
    }

    /** How many times as long as another one it takes: the median of the ratios of their turns in the same round. */
    double ratioTo(Entrant other) {
        return median(IntStream.range(0, turns.size())
                .mapToObj(round -> turns.get(round) / other.turns.get(round))
                .toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    int runs() {
        return seconds.size();
    }
}
