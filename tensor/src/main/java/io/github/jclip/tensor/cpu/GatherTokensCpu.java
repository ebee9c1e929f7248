// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.GatherTokens;
import java.util.Objects;

/** {@link GatherTokens} on the CPU: one copy for each sequence. */
final class GatherTokensCpu {
    private GatherTokensCpu() {}

    static void run(GatherTokens op, Workers workers) {
        Rows x = Rows.of(op.x());
        Rows y = Rows.of(op.y());
        int tokens = op.x().dim(1);
        RangeTask.forEach(workers, y.count(), y.width(), (from, to) -> {
            for (int b = from; b < to; b++) {
                int token = (int) Objects.checkIndex(op.index().getLong(b), (long) tokens);
                DenseRow.copy(x.at(b * tokens + token), y.at(b), y.width());
            }
        });
    }
}
