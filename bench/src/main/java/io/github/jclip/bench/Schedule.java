// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;

/**
 * How long a run takes, and how long each of its measurements may: what is left of the whole, divided as their usual times
 * are. On a machine in a slow hour there are fewer rounds, not a longer run.
 */
final class Schedule {
    /** How far a run may exceed what is expected. */
    private static final double TOLERANCE = 1.05;

    /** What jclip alone takes of the time that it takes with all peers. */
    private static final double ALONE = 0.4;

    private static final double THOROUGH = 4;

    private final Queue<Double> usual;
    private final double expected;
    private final boolean limited;

    private Schedule(List<Double> usual, boolean limited) {
        this.usual = new ArrayDeque<>(usual);
        this.expected = sum(usual);
        this.limited = limited;
    }

    /**
     * The schedule of a run.
     *
     * @param cases in the order in which they are measured on each number of threads
     * @param once the cases that follow, measured once
     */
    static Schedule of(BenchOptions options, List<BenchCase> cases, List<BenchCase> once) {
        double factor = (options.peers().isEmpty() ? ALONE : 1) * (options.quick() ? 1 : THOROUGH);
        List<Double> usual = new ArrayList<>();
        for (int threads : options.threads()) {
            cases.forEach(benchCase -> usual.add(factor * quickSeconds(benchCase, threads)));
        }
        once.forEach(benchCase -> usual.add(factor * quickSeconds(benchCase, Bench.CHOSEN_BY_CASE)));
        return new Schedule(usual, options.quick());
    }

    /** Seconds of a quick run beside three peers on two cores of a shared server, with opening and warm-up. */
    private static double quickSeconds(BenchCase benchCase, int threads) {
        return switch (benchCase) {
            case GemmCase _ -> Targets.judges(benchCase) ? 4 : 2;
            case OpCase _ -> Targets.judges(benchCase) ? 7 : 2.2;
            case ImageTowerCase tower -> towerSeconds(tower) * (threads == 1 ? 1 : 0.8);
            case TextTowerCase _ -> threads == 1 ? 34 : 23;
            case TuneCase _ -> 2;
            case PhotosCase _ -> 4;
            case ConvertCase _ -> 8;
            case ProcessCase process -> process.kind() == ProcessCase.Kind.CLASSIFY ? 18 : 2;
        };
    }

    private static double towerSeconds(ImageTowerCase tower) {
        boolean large = tower.architecture().equals("ViT-B/16");
        if (tower.batch() == 1) {
            return large ? 10 : 8;
        }
        return large ? 32 : 13;
    }

    double expectedSeconds() {
        return expected;
    }

    /** The time that the next measurement may take, where so much of the run is over; without bound if the run is. */
    double next(double secondsSoFar) {
        double left = sum(usual);
        double share = usual.remove() / left;
        return limited ? share * Math.max(0, TOLERANCE * expected - secondsSoFar) : Double.POSITIVE_INFINITY;
    }

    private static double sum(Collection<Double> seconds) {
        return seconds.stream().mapToDouble(Double::doubleValue).sum();
    }
}
