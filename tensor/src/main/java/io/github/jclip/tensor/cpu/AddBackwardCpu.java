// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AddBackward;

/** {@link AddBackward} on the CPU. */
final class AddBackwardCpu {
    private AddBackwardCpu() {}

    static void run(AddBackward op, Workers workers) {
        RawMemory.requireWritable(op.db());
        Tensor dy = op.dy();
        if (dy.dim(0) == 0) {
            return;
        }
        if (dy.rank() == 2) {
            ColumnSums.add(dy, RawMemory.address(op.db()), workers);
            return;
        }
        Rows first = Rows.of(dy.select(0, 0));
        Rows db = Rows.of(op.db());
        long step = dy.stride(0) * Float.BYTES;
        RangeTask.forEach(workers, db.count(), db.width() * dy.dim(0), (from, to) -> {
            for (int row = from; row < to; row++) {
                ColumnSums.add(first.at(row), step, dy.dim(0), db.at(row), db.width());
            }
        });
    }
}
