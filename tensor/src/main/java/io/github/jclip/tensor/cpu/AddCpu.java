// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Add;

/** {@link Add} on the CPU. */
final class AddCpu {
    private AddCpu() {}

    static void run(Add op, Workers workers) {
        Rows a = Rows.of(op.a());
        Rows b = Rows.of(op.b());
        Rows y = Rows.of(op.y());
        RangeTask.forEach(workers, y.count(), y.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                DenseRow.sum(a.at(row), b.at(row), y.at(row), y.width());
            }
        });
    }
}
