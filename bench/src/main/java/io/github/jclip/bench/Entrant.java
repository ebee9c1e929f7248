// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A contender with its times. */
final class Entrant {
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
    private static final double WINDOW_SECONDS = 0.1;
    /** A window that is no faster than this share of the one before has nothing left to gain. */
    private static final double STABLE = 0.98;

    private static final double QUIET_COMPILER = 0.1;
    private static final int STABLE_WINDOWS = 2;

    private final Contender contender;
    private final List<Double> seconds = new ArrayList<>();
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

    /** Runs until times no longer fall and the compiler has nothing to do for it. */
    void warmUp(double mostSeconds) {
        long start = System.nanoTime();
        double before = Double.POSITIVE_INFINITY;
        int stable = 0;
        while (stable < STABLE_WINDOWS && secondsSince(start) < mostSeconds) {
            long compiling = COMPILER.getTotalCompilationTime();
            long windowStart = System.nanoTime();
            double best = Double.POSITIVE_INFINITY;
            do {
                best = Math.min(best, run());
            } while (secondsSince(windowStart) < WINDOW_SECONDS);
            double compiled = (COMPILER.getTotalCompilationTime() - compiling) * 1e-3;
            boolean quiet = compiled < QUIET_COMPILER * secondsSince(windowStart);
            stable = quiet && best > STABLE * before ? stable + 1 : 0;
            before = Math.min(before, best);
        }
        usual = before;
    }

    /** Takes a turn: as many runs as fit. */
    void takeTurn(Pace pace) {
        sleep(pace.pauseSeconds());
        if (usual < pace.turnSeconds() / 4) {
            // The pause has cooled caches and put workers to sleep.
            run();
        }
        long start = System.nanoTime();
        do {
            seconds.add(run());
        } while (secondsSince(start) + usual < pace.turnSeconds());
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

    private static void sleep(double seconds) {
        try {
            Thread.sleep((long) (seconds * 1000));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    double best() {
        return Collections.min(seconds);
    }

    double median() {
        List<Double> sorted = seconds.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    int runs() {
        return seconds.size();
    }
}
