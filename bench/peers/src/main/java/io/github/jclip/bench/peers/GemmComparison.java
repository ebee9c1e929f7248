// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.bench.Contender;
import io.github.jclip.bench.FmaPeak;
import io.github.jclip.bench.GemmCase;
import io.github.jclip.bench.GemmTrial;
import io.github.jclip.tensor.Scope;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;

/**
 * jclip's product beside OpenBLAS's, each on one thread, in turns within one run. Prints for every shape GFLOP/s, the
 * share of the multiply-adds that the core can do ({@link FmaPeak}) and the ratio.
 *
 * <p>A figure is the best of many calls, in CPU time of the thread: what else the machine does enters as little as
 * possible. Weights are packed beforehand for jclip; OpenBLAS packs in each call.
 *
 * <p>The Maven profile {@code gemm-comparison} of this module runs it. Arguments: shapes as MxNxK, default CLIP's; {@code rounds=N} with the number of calls, default 40.
 */
public final class GemmComparison {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String ROUNDS = "rounds=";
    private static final int DEFAULT_ROUNDS = 40;

    private GemmComparison() {}

    /** Compares. */
    public static void main(String[] arguments) {
        int rounds = Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(ROUNDS))
                .mapToInt(argument -> Integer.parseInt(argument.substring(ROUNDS.length())))
                .findFirst()
                .orElse(DEFAULT_ROUNDS);
        List<GemmCase> shapes = Arrays.stream(arguments)
                .filter(argument -> !argument.startsWith(ROUNDS))
                .map(GemmComparison::parse)
                .toList();
        System.out.printf("%-16s %10s %18s %18s %8s%n", "MxNxK", "peak", "OpenBLAS GFLOP/s", "jclip GFLOP/s", "ratio");
        for (GemmCase shape : shapes.isEmpty() ? GemmCase.CLIP : shapes) {
            compare(shape, rounds);
        }
    }

    private static GemmCase parse(String text) {
        int[] sizes =
                Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
        return new GemmCase(sizes[0], sizes[1], sizes[2]);
    }

    private static void compare(GemmCase gemm, int rounds) {
        try (Scope scope = Scope.ofHost()) {
            GemmTrial trial = gemm.prepare(scope);
            try (Contender jclip = trial.jclip(1);
                    Contender peer = new OpenBlasContender(trial, 1)) {
                jclip.run();
                peer.run();
                requireSame(gemm, jclip.output(), peer.output());

                FmaPeak fma = new FmaPeak();
                double flops = trial.work().flops();
                double peak = 0;
                double ours = 0;
                double theirs = 0;
                for (int round = 0; round < rounds; round++) {
                    peak = Math.max(peak, FmaPeak.FLOPS / bestNanos(fma::run, 20));
                    ours = Math.max(ours, flops / bestNanos(jclip::run, 1));
                    theirs = Math.max(theirs, flops / bestNanos(peer::run, 1));
                }
                System.out.printf(
                        "%-16s %10.1f %10.1f (%3.0f %%) %10.1f (%3.0f %%) %8.3f%n",
                        gemm.size(), peak, theirs, 100 * theirs / peak, ours, 100 * ours / peak, ours / theirs);
            }
        }
    }

    private static double bestNanos(Runnable work, int repeats) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < repeats; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            work.run();
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    /** Both sum K products of normal numbers: they differ by a small multiple of √K·2⁻²⁴ per √K of magnitude. */
    private static void requireSame(GemmCase gemm, float[] actual, float[] expected) {
        double allowed = 16 * gemm.k() * 0x1p-24;
        for (int i = 0; i < actual.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= allowed)) {
                throw new IllegalStateException(
                        "%s: element %d is %s, OpenBLAS has %s".formatted(gemm.size(), i, actual[i], expected[i]));
            }
        }
    }
}
