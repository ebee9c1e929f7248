// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.L2Normalize;

/** {@link L2Normalize} on the CPU. */
final class L2NormalizeCpu {
    private L2NormalizeCpu() {}

    static void run(L2Normalize op, Workers workers) {
        Rows x = Rows.of(op.x());
        Rows y = Rows.of(op.y());
        RangeTask.forEach(workers, x.count(), x.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                long source = x.at(row);
                double norm = Math.sqrt(RowKernels.dot(source, source, x.width()));
                DenseRow.scale((float) (1 / norm), source, y.at(row), x.width());
            }
        });
    }
}
