// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.ClipByNorm;

/** {@link ClipByNorm} on the CPU; a gradient that is short enough is not touched. */
final class ClipByNormCpu {
    private ClipByNormCpu() {}

    static void run(ClipByNorm op, Workers workers) {
        RawMemory.requireWritable(op.gradient());
        float factor = (float) op.factor(op.squaredNorm().get(0));
        if (factor == 1) {
            return;
        }
        long gradient = RawMemory.address(op.gradient());
        Stretches.run(op.gradient().elementCount(), workers, (from, to) -> {
            long at = gradient + from * Float.BYTES;
            DenseRow.scale(factor, at, at, Math.toIntExact(to - from));
        });
    }
}
