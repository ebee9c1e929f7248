// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.ContrastiveLossBackward;

/** {@link ContrastiveLossBackward} on the CPU. */
final class ContrastiveLossBackwardCpu {
    private ContrastiveLossBackwardCpu() {}

    static void run(ContrastiveLossBackward op, Workers workers) {
        RawMemory.requireWritable(op.dlogits());
        Rows logits = Rows.of(op.logits());
        Rows dlogits = Rows.of(op.dlogits());
        int n = logits.width();
        float scale = (float) (op.scale() / (2.0 * n));
        workers.inTurn(() -> {
            long rows = workers.operands().atLeast(LogSums.bytes(n));
            long columns = Rows.plus(rows, n);
            LogSums.compute(logits, rows, workers);
            RangeTask.forEachByWorker(workers, n, 2 * n, (from, to, worker) -> {
                long inColumn = workers.scratch(worker).atLeast((long) n * Float.BYTES);
                for (int i = from; i < to; i++) {
                    float rowSum = RawMemory.get(Rows.plus(rows, i));
                    row(logits.at(i), rowSum, columns, scale, inColumn, dlogits.at(i), n);
                    long own = Rows.plus(dlogits.at(i), i);
                    RawMemory.put(own, RawMemory.get(own) - 2 * scale);
                }
            });
        });
    }

    /**
     * dx = scale·(exp(x − rowSum) + exp(x − columnSums)).
     *
     * @param inColumn address of N floats
     */
    private static void row(long x, float rowSum, long columnSums, float scale, long inColumn, long dx, int n) {
        DenseRow.difference(x, columnSums, inColumn, n);
        RowKernels.exponentials(inColumn, 0, inColumn, n);
        RowKernels.exponentials(x, rowSum, dx, n);
        DenseRow.sum(dx, inColumn, dx, n);
        DenseRow.scale(scale, dx, dx, n);
    }
}
