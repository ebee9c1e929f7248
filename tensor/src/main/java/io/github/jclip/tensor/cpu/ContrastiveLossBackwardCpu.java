// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.ContrastiveLossBackward;
import jdk.incubator.vector.FloatVector;

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
            long rows = workers.operands().atLeast(2L * n * Float.BYTES);
            long columns = Rows.plus(rows, n);
            LogSums.compute(logits, rows, workers);
            RangeTask.forEach(workers, n, 2 * n, (from, to) -> {
                for (int i = from; i < to; i++) {
                    float rowSum = RawMemory.get(Rows.plus(rows, i));
                    row(logits.at(i), rowSum, columns, scale, dlogits.at(i), n);
                    long own = Rows.plus(dlogits.at(i), i);
                    RawMemory.put(own, RawMemory.get(own) - 2 * scale);
                }
            });
        });
    }

    /** dx = scale·(exp(x − rowSum) + exp(x − columnSums)). */
    private static void row(long x, float rowSum, long columnSums, float scale, long dx, int n) {
        int j = 0;
        for (; j < Rows.inVectors(n); j += Lanes.FLOATS.length()) {
            FloatVector logits = RawMemory.load(Rows.plus(x, j));
            FloatVector inRow = VectorMath.expOfNegative(logits.sub(rowSum));
            FloatVector inColumn = VectorMath.expOfNegative(logits.sub(RawMemory.load(Rows.plus(columnSums, j))));
            RawMemory.store(inRow.add(inColumn).mul(scale), Rows.plus(dx, j));
        }
        for (; j < n; j++) {
            float logit = RawMemory.get(Rows.plus(x, j));
            float inRow = VectorMath.expOfNegative(logit - rowSum);
            float inColumn = VectorMath.expOfNegative(logit - RawMemory.get(Rows.plus(columnSums, j)));
            RawMemory.put(Rows.plus(dx, j), (inRow + inColumn) * scale);
        }
    }
}
