// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Clamp;

/** {@link Clamp} on the CPU. */
final class ClampCpu {
    private ClampCpu() {}

    static void run(Clamp op, Workers workers) {
        RawMemory.requireWritable(op.y());
        long x = RawMemory.address(op.x());
        long y = RawMemory.address(op.y());
        float low = (float) op.low();
        float high = (float) op.high();
        Stretches.run(op.x().elementCount(), workers, (from, to) -> {
            for (long i = from; i < to; i++) {
                float value = RawMemory.get(x + i * Float.BYTES);
                RawMemory.put(y + i * Float.BYTES, Math.min(Math.max(value, low), high));
            }
        });
    }
}
