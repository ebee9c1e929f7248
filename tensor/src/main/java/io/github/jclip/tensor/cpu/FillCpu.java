// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Fill;

/** {@link Fill} on the CPU. */
final class FillCpu {
    private FillCpu() {}

    static void run(Fill op, Workers workers) {
        RawMemory.requireWritable(op.y());
        if (op.y().isContiguous()) {
            long y = RawMemory.address(op.y());
            Stretches.run(op.y().elementCount(), workers, (from, to) -> {
                DenseRow.fill((float) op.value(), y + from * Float.BYTES, Math.toIntExact(to - from));
            });
            return;
        }
        Rows rows = Rows.of(op.y());
        RangeTask.forEach(workers, rows.count(), rows.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                DenseRow.fill((float) op.value(), rows.at(row), rows.width());
            }
        });
    }
}
