// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Softmax;

/**
 * {@link Softmax} on the CPU, in three loops: the maximum of a row, the exponentials with their sum, the division. The
 * second also finds the maximum of the next row; the third finds the row in the cache.
 */
final class SoftmaxCpu {
    private SoftmaxCpu() {}

    static void run(Softmax op, Workers workers) {
        Rows x = Rows.of(op.x());
        Rows y = Rows.of(op.y());
        int width = x.width();
        RangeTask.forEachByWorker(workers, x.count(), width, (from, to, worker) -> {
            long maxima = workers.scratch(worker).atLeast((long) RowKernels.MAXIMA * Float.BYTES);
            float max = from < to ? RowKernels.max(x.at(from), width) : 0;
            for (int row = from; row < to; row++) {
                long next = row + 1 < to ? x.at(row + 1) : x.at(row);
                float sum = RowKernels.exponentials(x.at(row), max, y.at(row), next, maxima, width);
                DenseRow.scale(1 / sum, y.at(row), y.at(row), width);
                max = RowKernels.max(maxima, RowKernels.MAXIMA);
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
