// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.tower;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Attention;
import org.junit.jupiter.api.Test;

/**
 * In steady state attention allocates a few records. One vector that C2 leaves on the heap for each key is a hundred
 * kilobytes a call, in shapes that follow each other as here, since each makes C2 compile anew.
 */
class AttentionAllocationTest {
    private static final long BOUND = 4096;

    @Test
    void allocatesNoVectors() {
        AllocationCounter.assumeSupported();
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
        long bytes = AllocationCounter.steadyBytes(() -> device.execute(op), BOUND);
        assertTrue(
                bytes <= BOUND,
                () -> "%d bytes on the heap for each %s".formatted(bytes, op.q().shape()));
    }
}
