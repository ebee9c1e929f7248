// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.ScaleByExponentialBackward;

/** {@link ScaleByExponentialBackward} on the CPU. The rows' sums are added in their order and in double precision. */
final class ScaleByExponentialBackwardCpu {
    private ScaleByExponentialBackwardCpu() {}

    static void run(ScaleByExponentialBackward op, Workers workers) {
        RawMemory.requireWritable(op.dx());
        Rows y = Rows.of(op.y());
        Rows dy = Rows.of(op.dy());
        Rows dx = Rows.of(op.dx());
        float scale = (float) Math.exp(op.logScale().get(0));
        workers.inTurn(() -> {
            long sums = workers.operands().atLeast((long) y.count() * Float.BYTES);
            RangeTask.forEach(workers, y.count(), 2 * y.width(), (from, to) -> {
                for (int row = from; row < to; row++) {
                    RawMemory.put(Rows.plus(sums, row), RowKernels.dot(dy.at(row), y.at(row), y.width()));
                    DenseRow.scale(scale, dy.at(row), dx.at(row), y.width());
                }
            });
            if (op.dlogScale() != null) {
                double total = op.dlogScale().get(0);
                for (int row = 0; row < y.count(); row++) {
                    total += RawMemory.get(Rows.plus(sums, row));
                }
                op.dlogScale().set(total, 0);
            }
        });
    }
}
