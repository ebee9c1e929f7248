// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.GatherTokensBackward;
import java.util.Objects;

/** {@link GatherTokensBackward} on the CPU. */
final class GatherTokensBackwardCpu {
    private GatherTokensBackwardCpu() {}

    static void run(GatherTokensBackward op, Workers workers) {
        Rows dy = Rows.of(op.dy());
        Rows dx = Rows.of(op.dx());
        int tokens = op.dx().dim(1);
        RangeTask.forEach(workers, dy.count(), tokens * dy.width(), (from, to) -> {
            for (int b = from; b < to; b++) {
                int gathered = (int) Objects.checkIndex(op.index().getLong(b), (long) tokens);
                for (int t = 0; t < tokens; t++) {
                    if (t == gathered) {
                        DenseRow.copy(dy.at(b), dx.at(b * tokens + t), dy.width());
                    } else {
                        DenseRow.zero(dx.at(b * tokens + t), dy.width());
                    }
                }
            }
        });
    }
}
