// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/** Work on the numbers from one (inclusive) to another (exclusive). */
@FunctionalInterface
interface RangeTask {
    /** Below this many elements another thread costs more than it helps. */
    int GRAIN = 1 << 14;

    /** Tasks for each thread, so that none waits long for the last. */
    int TASKS_PER_THREAD = 4;

    void run(int from, int to);

    /** The same for work that needs the memory of the worker who does it. */
    @FunctionalInterface
    interface OfWorker {
        void run(int from, int to, int worker);
    }

    /** Splits 0 to {@code count} − 1, each number with as many elements of work, over the workers. */
    static void forEach(Workers workers, int count, int elementsEach, RangeTask task) {
        int tasks = tasks(workers, count, elementsEach);
        if (tasks == 1) {
            task.run(0, count);
            return;
        }
        workers.run(tasks, i -> task.run(part(count, i, tasks), part(count, i + 1, tasks)));
    }

    /** As {@link #forEach(Workers, int, int, RangeTask)}. */
    static void forEachByWorker(Workers workers, int count, int elementsEach, OfWorker task) {
        int tasks = tasks(workers, count, elementsEach);
        workers.run(tasks, (i, worker) -> task.run(part(count, i, tasks), part(count, i + 1, tasks), worker));
    }

    private static int tasks(Workers workers, int count, int elementsEach) {
        long elements = (long) count * elementsEach;
        long useful = Math.min(elements / GRAIN, (long) TASKS_PER_THREAD * workers.threads());
        return Math.clamp(useful, 1, Math.max(count, 1));
    }

    private static int part(int count, int index, int parts) {
        return (int) ((long) count * index / parts);
    }
}
