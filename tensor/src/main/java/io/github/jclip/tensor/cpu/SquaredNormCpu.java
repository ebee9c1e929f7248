// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.SquaredNorm;

/** {@link SquaredNorm} on the CPU. The sums of fixed parts are added in their order and in double precision. */
final class SquaredNormCpu {
    private static final int PART = 1 << 12;

    private SquaredNormCpu() {}

    static void run(SquaredNorm op, Workers workers) {
        RawMemory.requireWritable(op.sum());
        long x = RawMemory.address(op.x());
        long count = op.x().elementCount();
        int parts = Math.toIntExact((count + PART - 1) / PART);
        workers.inTurn(() -> {
            long sums = workers.operands().atLeast((long) parts * Float.BYTES);
            RangeTask.forEach(workers, parts, PART, (from, to) -> {
                for (int part = from; part < to; part++) {
                    long start = (long) part * PART;
                    long at = x + start * Float.BYTES;
                    float squares = RowKernels.dot(at, at, (int) Math.min(PART, count - start));
                    RawMemory.put(Rows.plus(sums, part), squares);
                }
            });
            double total = op.sum().get(0);
            for (int part = 0; part < parts; part++) {
                total += RawMemory.get(Rows.plus(sums, part));
            }
            op.sum().set(total, 0);
        });
    }
}
