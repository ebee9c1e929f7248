// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.tower;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.LongStream;

/** What the calling thread and the CPU device's threads allocate on the heap, by the JVM's own counters. */
final class AllocationCounter {
    private static final String WORKERS = "jclip-cpu-";
    private static final long WARM_UP_NANOS = 1_500_000_000L;

    /** Compilers may need longer than that; after so much work of the calling thread it is not their fault. */
    private static final long LONGEST_NANOS = 40_000_000_000L;

    private static final int RUNS = 20;

    private AllocationCounter() {}

    /** Skips a test on a JVM that does not count. */
    static void assumeSupported() {
        assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean counters
                        && counters.isThreadAllocatedMemorySupported()
                        && counters.isThreadAllocatedMemoryEnabled(),
                "this JVM does not count what its threads allocate");
    }

    /** Bytes for one run after warm-up: the least of several windows, the first that meets the bound being the last. */
    static long steadyBytes(Runnable work, long bound) {
        com.sun.management.ThreadMXBean counters =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = counters.getCurrentThreadCpuTime();
        while (counters.getCurrentThreadCpuTime() - start < WARM_UP_NANOS) {
            work.run();
        }
        long[] threads = threads();
        long least = Long.MAX_VALUE;
        while (least > bound && counters.getCurrentThreadCpuTime() - start < LONGEST_NANOS) {
            long before =
                    Arrays.stream(counters.getThreadAllocatedBytes(threads)).sum();
            for (int i = 0; i < RUNS; i++) {
                work.run();
            }
            long after =
                    Arrays.stream(counters.getThreadAllocatedBytes(threads)).sum();
            least = Math.min(least, (after - before) / RUNS);
        }
        return least;
    }

    private static long[] threads() {
        LongStream workers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(WORKERS))
                .mapToLong(Thread::threadId);
        return LongStream.concat(LongStream.of(Thread.currentThread().threadId()), workers)
                .toArray();
    }
}
