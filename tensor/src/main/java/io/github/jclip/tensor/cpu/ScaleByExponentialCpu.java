// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.ScaleByExponential;

/** {@link ScaleByExponential} on the CPU. */
final class ScaleByExponentialCpu {
    private ScaleByExponentialCpu() {}

    static void run(ScaleByExponential op, Workers workers) {
        RawMemory.requireWritable(op.y());
        Rows x = Rows.of(op.x());
        Rows y = Rows.of(op.y());
        float scale = (float) Math.exp(op.logScale().get(0));
        RangeTask.forEach(workers, x.count(), x.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                DenseRow.scale(scale, x.at(row), y.at(row), x.width());
            }
        });
    }
}
