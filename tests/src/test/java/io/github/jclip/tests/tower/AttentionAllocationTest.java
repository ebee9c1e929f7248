// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.tower;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Attention;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * In steady state attention allocates a few records. One vector that C2 leaves on the heap for each key is a hundred
 * kilobytes a call, in shapes that follow each other as here, since each makes C2 compile anew.
 */
class AttentionAllocationTest {
    private static final long BOUND = 4096;
    private static final long WARM_UP_NANOS = 1_500_000_000L;

    /** On a busy machine the compiler needs longer than that; after this time it is not its fault. */
    private static final long LONGEST_NANOS = 40_000_000_000L;

    private static final int RUNS = 20;

    @Test
    void allocatesNoVectors() {
        assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean counters
                        && counters.isThreadAllocatedMemorySupported()
                        && counters.isThreadAllocatedMemoryEnabled(),
                "this JVM does not count what its threads allocate");
        try (CpuDevice device = new CpuDevice(1);
                Scope scope = Scope.ofHost()) {
            assertSteady(device, attention(scope, 64, 11, 11, 512, true));
            assertSteady(device, attention(scope, 1, 50, 50, 768, false));
            assertSteady(device, attention(scope, 8, 1, 50, 512, false));
        }
    }

    private static Attention attention(Scope scope, int batch, int queries, int keys, int width, boolean causal) {
        Tensor q = scope.allocate(DType.F32, batch, queries, width);
        Tensor k = scope.allocate(DType.F32, batch, keys, width);
        Tensor v = scope.allocate(DType.F32, batch, keys, width);
        return new Attention(q, k, v, width / 64, causal, scope.allocate(DType.F32, batch, queries, width));
    }

    private static void assertSteady(CpuDevice device, Attention op) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP_NANOS) {
            device.execute(op);
        }
        com.sun.management.ThreadMXBean counters =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        while (least > BOUND && System.nanoTime() - start < LONGEST_NANOS) {
            long before = counters.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < RUNS; i++) {
                device.execute(op);
            }
            least = Math.min(least, (counters.getCurrentThreadAllocatedBytes() - before) / RUNS);
        }
        long bytes = least;
        assertTrue(
                bytes <= BOUND,
                () -> "%d bytes on the heap for each %s".formatted(bytes, op.q().shape()));
    }
}
