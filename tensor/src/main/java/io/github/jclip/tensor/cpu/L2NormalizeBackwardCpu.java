// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.L2NormalizeBackward;
import jdk.incubator.vector.FloatVector;

/** {@link L2NormalizeBackward} on the CPU. */
final class L2NormalizeBackwardCpu {
    private L2NormalizeBackwardCpu() {}

    static void run(L2NormalizeBackward op, Workers workers) {
        Rows x = Rows.of(op.x());
        Rows du = Rows.of(op.du());
        Rows dx = Rows.of(op.dx());
        RangeTask.forEach(workers, x.count(), x.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                row(x.at(row), du.at(row), dx.at(row), x.width());
            }
        });
    }

    /** dx = du/‖x‖ − (du·x)/‖x‖³·x. */
    private static void row(long x, long du, long dx, int width) {
        double squares = RowKernels.dot(x, x, width);
        float across = (float) (1 / Math.sqrt(squares));
        float along = (float) (-RowKernels.dot(du, x, width) / squares) * across;
        int i = 0;
        for (; i < Rows.inVectors(width); i += Lanes.FLOATS.length()) {
            FloatVector first = RawMemory.load(Rows.plus(du, i)).mul(across);
            FloatVector result = RawMemory.load(Rows.plus(x, i)).fma(FloatVector.broadcast(Lanes.FLOATS, along), first);
            RawMemory.store(result, Rows.plus(dx, i));
        }
        for (; i < width; i++) {
            float first = RawMemory.get(Rows.plus(du, i)) * across;
            RawMemory.put(Rows.plus(dx, i), RawMemory.get(Rows.plus(x, i)) * along + first);
        }
    }
}
