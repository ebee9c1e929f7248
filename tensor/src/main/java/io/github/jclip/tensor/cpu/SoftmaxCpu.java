// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Softmax;

/** {@link Softmax} on the CPU. */
final class SoftmaxCpu {
    private SoftmaxCpu() {}

    static void run(Softmax op, Workers workers) {
        Rows x = Rows.of(op.x());
        Rows y = Rows.of(op.y());
        RangeTask.forEach(workers, x.count(), x.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                row(x.at(row), y.at(row), 1, x.width());
            }
        });
    }

    /** y = scale·softmax(x). */
    static void row(long x, long y, float scale, int width) {
        float max = RowKernels.max(x, width);
        float sum = RowKernels.exponentials(x, max, y, width);
        DenseRow.scale(scale / sum, y, y, width);
    }
}
