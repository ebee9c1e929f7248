// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.ContrastiveLoss;

/** {@link ContrastiveLoss} on the CPU. */
final class ContrastiveLossCpu {
    private ContrastiveLossCpu() {}

    static void run(ContrastiveLoss op, Workers workers) {
        RawMemory.requireWritable(op.losses());
        Rows logits = Rows.of(op.logits());
        int n = logits.width();
        workers.inTurn(() -> {
            long sums = workers.operands().atLeast(LogSums.bytes(n));
            LogSums.compute(logits, sums, workers);
            op.losses().set(mean(logits, sums), 0);
            op.losses().set(mean(logits, Rows.plus(sums, n)), 1);
        });
    }

    private static double mean(Rows logits, long sums) {
        double total = 0;
        for (int i = 0; i < logits.width(); i++) {
            total += (double) RawMemory.get(Rows.plus(sums, i)) - RawMemory.get(Rows.plus(logits.at(i), i));
        }
        return total / logits.width();
    }
}
