// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.CrossEntropy;
import java.util.Objects;

/** {@link CrossEntropy} on the CPU. */
final class CrossEntropyCpu {
    private CrossEntropyCpu() {}

    static void run(CrossEntropy op, Workers workers) {
        Rows logits = Rows.of(op.logits());
        long losses = RawMemory.address(op.losses());
        RangeTask.forEach(workers, logits.count(), logits.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                int label = (int) Objects.checkIndex(op.labels().getLong(row), (long) logits.width());
                RawMemory.put(Rows.plus(losses, row), loss(logits.at(row), label, logits.width()));
            }
        });
    }

    private static float loss(long logits, int label, int width) {
        float max = RowKernels.max(logits, width);
        double logSum = Math.log(RowKernels.sumOfExponentials(logits, max, width));
        return (float) (logSum + ((double) max - RawMemory.get(Rows.plus(logits, label))));
    }
}
