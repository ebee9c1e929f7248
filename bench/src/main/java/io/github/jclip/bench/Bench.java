// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.BadInputException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A run of {@code jclip bench}: every case of the chosen groups on every number of threads. */
public final class Bench {
    /** As the number of threads of a measurement. */
    static final int CHOSEN_BY_CASE = 0;

    private static final List<Long> WORKING_SETS = List.of(512L << 10, 16L << 20, 2 * CacheSize.streamBytes());

    private final BenchOptions options;
    private final BenchListener listener;
    private final Pace pace;
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Ceiling> ceilings = new ArrayList<>();
    private final Map<String, String> skipped = new HashMap<>();
    private final long start = System.nanoTime();
    private Schedule schedule;
    private int done;
    private int total;

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
        options.groups().stream().sorted().forEach(group -> cases.addAll(Cases.of(group, options.launcher())));
        cases.stream()
                .mapToLong(BenchCase::temporaryBytes)
                .filter(bytes -> bytes > 0)
                .max()
                .ifPresent(this::noteDisk);
        List<BenchCase> once = cases.stream().filter(BenchCase::choosesThreads).toList();
        cases.removeAll(once);
        total = cases.size() * options.threads().size() + once.size();
        schedule = Schedule.of(options, cases, once);
        listener.note("about %d min".formatted(Math.max(1, Math.round(schedule.expectedSeconds() / 60))));
        for (int threads : options.threads()) {
            try (Ceilings measured = new Ceilings(threads, WORKING_SETS)) {
                cases.forEach(benchCase -> measure(benchCase, threads, measured));
                if (threads == options.threads().getLast()) {
                    once.forEach(benchCase -> measure(benchCase, CHOSEN_BY_CASE, measured));
                }
                ceilings.add(measured.best());
            }
        }
        return new BenchResult(
                BenchResult.SCHEMA,
                start.truncatedTo(ChronoUnit.SECONDS).toString(),
                options.quick(),
                start.until(Instant.now(), ChronoUnit.MILLIS) * 1e-3,
                Fingerprint.ofThisMachine(options.jclip()),
                ceilings,
                measurements,
                Targets.judge(measurements, options.threads(), skipped));
    }

    private void noteDisk(long bytes) {
        listener.note("io: up to %.1f GB of temporary files in %s, deleted afterwards"
                .formatted(bytes * 1e-9, System.getProperty("java.io.tmpdir")));
    }

    private void measure(BenchCase benchCase, int threads, Ceilings measured) {
        listener.starting(benchCase, threads, done++, total);
        double seconds = schedule.next((System.nanoTime() - start) * 1e-9);
        try (Race race = new Race(benchCase, measured, threads, pace, seconds)) {
            Measurement measurement = race.measure(options.peers());
            measurements.add(measurement);
            listener.measured(measurement);
        } catch (BadInputException | UncheckedIOException | IllegalStateException e) {
            if (benchCase.group() != Group.IO) {
                throw e;
            }
            // A full disk or a process that fails must not cost what was measured already.
            skipped.put(benchCase.name(), e.getMessage());
            listener.skipped(benchCase, e.getMessage());
        }
    }
}
