// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What this machine can do at most on a number of threads: multiply-adds in registers, and copying at several sizes. A
 * sample is short and the best one counts, so that samples can be taken between the rounds of a case: a machine whose
 * speed changes from one minute to the next would otherwise be compared with what it was before.
 */
final class Ceilings implements AutoCloseable {
    private static final int FMA_REPEATS = 300;
    private static final double COPY_SECONDS = 3e-3;
    private static final int WARM_UP = 7;
    private static final int FLOP_SAMPLES = 3;

    private final int threads;
    private final Gang gang;
    private final List<FmaPeak> peaks;
    private final List<Runnable> fmaTasks;
    private final Map<Long, CopyLoop> copies = new LinkedHashMap<>();
    private double flopsPerSecond;

    /**
     * Ceilings before their first sample.
     *
     * @param workingSets bytes read and written by one copy, in ascending order
     */
    Ceilings(int threads, List<Long> workingSets) {
        this.threads = threads;
        gang = new Gang(threads);
        peaks = Stream.generate(FmaPeak::new).limit(threads).toList();
        fmaTasks = peaks.stream().map(Ceilings::repeated).toList();
        for (long bytes : workingSets) {
            copies.put(bytes, new CopyLoop(bytes, threads));
        }
        for (int i = 0; i < WARM_UP; i++) {
            sampleFlops();
        }
        workingSets.forEach(this::sampleCopy);
    }

    private static Runnable repeated(FmaPeak peak) {
        return () -> {
            for (int i = 0; i < FMA_REPEATS; i++) {
                peak.run();
            }
        };
    }

    /** Multiply-adds now, in FLOP/s: the best of a few samples. */
    double sampleFlops() {
        double best = 0;
        for (int i = 0; i < FLOP_SAMPLES; i++) {
            best = Math.max(best, threads * FMA_REPEATS * FmaPeak.FLOPS / gang.seconds(fmaTasks));
        }
        flopsPerSecond = Math.max(flopsPerSecond, best);
        return best;
    }

    /** Copying now, in bytes read and written per second, at the measured size that is nearest to a working set. */
    double sampleCopy(double workingSet) {
        return nearest(workingSet).sample(gang);
    }

    /** The measured size that is nearest to a working set. */
    long nearestSize(double workingSet) {
        return nearest(workingSet).bytes();
    }

    private CopyLoop nearest(double workingSet) {
        return copies.values().stream()
                .min((a, b) -> Double.compare(a.distance(workingSet), b.distance(workingSet)))
                .orElseThrow();
    }

    /** The best of all samples so far. */
    Ceiling best() {
        List<CopyBandwidth> bandwidths = new ArrayList<>();
        copies.values().forEach(copy -> bandwidths.add(new CopyBandwidth(copy.bytes(), copy.best() * 1e-9)));
        return new Ceiling(threads, flopsPerSecond * 1e-9, bandwidths);
    }

    @Override
    public void close() {
        gang.close();
        copies.values().forEach(CopyLoop::close);
    }

    /** Copies between two halves of a working set, each thread its own part. */
    private static final class CopyLoop implements AutoCloseable {
        private final Arena arena = Arena.ofShared();
        private final long bytes;
        private final int repeats;
        private final List<Runnable> tasks;
        private double best;

        CopyLoop(long bytes, int threads) {
            this.bytes = bytes;
            this.repeats = (int) Math.clamp(COPY_SECONDS * 1e10 / bytes, 1, 1000);
            long part = bytes / 2 / threads;
            tasks = IntStream.range(0, threads)
                    .<Runnable>mapToObj(_ -> {
                        var source = arena.allocate(part, 64).fill((byte) 1);
                        var target = arena.allocate(part, 64).fill((byte) 2);
                        return () -> {
                            for (int i = 0; i < repeats; i++) {
                                target.copyFrom(source);
                            }
                        };
                    })
                    .toList();
        }

        long bytes() {
            return bytes;
        }

        double best() {
            return best;
        }

        double distance(double workingSet) {
            return Math.abs(Math.log(bytes / workingSet));
        }

        double sample(Gang gang) {
            double rate = (double) bytes * repeats / gang.seconds(tasks);
            best = Math.max(best, rate);
            return rate;
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
