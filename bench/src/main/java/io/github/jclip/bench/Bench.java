// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A run of {@code jclip bench}: every case of the chosen groups on every number of threads. */
public final class Bench {
    private static final long SMALL_WORKING_SET = 512L << 10;
    private static final long MEDIUM_WORKING_SET = 16L << 20;

    private final BenchOptions options;
    private final BenchListener listener;
    private final Pace pace;
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Ceiling> ceilings = new ArrayList<>();

    private Bench(BenchOptions options, BenchListener listener) {
        this.options = options;
        this.listener = listener;
        this.pace = options.quick() ? Pace.QUICK : Pace.THOROUGH;
    }

    /** Measures; takes minutes. */
    public static BenchResult run(BenchOptions options, BenchListener listener) {
        return new Bench(options, listener).run();
    }

    private BenchResult run() {
        Instant start = Instant.now();
        List<BenchCase> cases = new ArrayList<>();
        options.groups().stream().sorted().forEach(group -> cases.addAll(Cases.of(group)));
        for (int threads : options.threads()) {
            measure(cases, threads);
        }
        return new BenchResult(
                BenchResult.SCHEMA,
                start.truncatedTo(ChronoUnit.SECONDS).toString(),
                options.quick(),
                start.until(Instant.now(), ChronoUnit.MILLIS) * 1e-3,
                Fingerprint.ofThisMachine(options.jclip()),
                ceilings,
                measurements,
                Targets.judge(measurements, options.threads()));
    }

    private void measure(List<BenchCase> cases, int threads) {
        List<Long> workingSets = List.of(SMALL_WORKING_SET, MEDIUM_WORKING_SET, 2 * CacheSize.streamBytes());
        try (Ceilings measured = new Ceilings(threads, workingSets)) {
            for (BenchCase benchCase : cases) {
                int total = cases.size() * options.threads().size();
                listener.starting(benchCase, threads, measurements.size(), total);
                try (Race race = new Race(benchCase, measured, threads, pace)) {
                    Measurement measurement = race.measure(options.peers());
                    measurements.add(measurement);
                    listener.measured(measurement);
                }
            }
            ceilings.add(measured.best());
        }
    }
}
