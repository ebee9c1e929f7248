// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/** Divides element-wise work over contiguous memory among the workers. */
final class Stretches {
    /** Elements of one task: a multiple of every vector width, large enough to hide the hand-over. */
    private static final long LENGTH = 1 << 14;

    /**
     * Runs of addresses that kernels follow by turns, a vector of each. The processor fetches ahead in each page of memory
     * by itself; with one run after the other a quarter of the bandwidth stays unused.
     */
    static final int RUNS = 4;

    /** Work on the elements from {@code from} (inclusive) to {@code to} (exclusive). */
    interface Kernel {
        void run(long from, long to);
    }

    private Stretches() {}

    static void run(long count, Workers workers, Kernel kernel) {
        int tasks = Math.toIntExact((count + LENGTH - 1) / LENGTH);
        workers.run(tasks, task -> kernel.run(task * LENGTH, Math.min(count, (task + 1) * LENGTH)));
    }
}
