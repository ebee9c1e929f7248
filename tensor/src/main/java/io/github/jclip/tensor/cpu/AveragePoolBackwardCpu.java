// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.AveragePoolBackward;

/** {@link AveragePoolBackward} on the CPU: each position of dx is a scaled copy of its window's row, or zeros. */
final class AveragePoolBackwardCpu {
    private AveragePoolBackwardCpu() {}

    static void run(AveragePoolBackward op, Workers workers) {
        Rows dx = Rows.of(op.dx());
        Rows dy = Rows.of(op.dy());
        int kernel = op.kernel();
        int height = op.dx().dim(1);
        int width = op.dx().dim(2);
        int windowRows = op.dy().dim(1);
        int windowColumns = op.dy().dim(2);
        float share = 1f / (kernel * kernel);
        RangeTask.forEach(workers, dx.count(), dx.width(), (from, to) -> {
            for (int position = from; position < to; position++) {
                int i = position / width % height / kernel;
                int j = position % width / kernel;
                if (i < windowRows && j < windowColumns) {
                    int window = (position / width / height * windowRows + i) * windowColumns + j;
                    DenseRow.scale(share, dy.at(window), dx.at(position), dx.width());
                } else {
                    DenseRow.zero(dx.at(position), dx.width());
                }
            }
        });
    }
}
