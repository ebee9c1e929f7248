// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.CrossEntropyBackward;
import java.util.Objects;

/** {@link CrossEntropyBackward} on the CPU. */
final class CrossEntropyBackwardCpu {
    private CrossEntropyBackwardCpu() {}

    static void run(CrossEntropyBackward op, Workers workers) {
        Rows logits = Rows.of(op.logits());
        Rows dlogits = Rows.of(op.dlogits());
        float scale = (float) op.scale();
        RangeTask.forEach(workers, logits.count(), logits.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                int label = (int) Objects.checkIndex(op.labels().getLong(row), (long) logits.width());
                SoftmaxCpu.row(logits.at(row), dlogits.at(row), scale, logits.width());
                long atLabel = Rows.plus(dlogits.at(row), label);
                RawMemory.put(atLabel, RawMemory.get(atLabel) - scale);
            }
        });
    }
}
