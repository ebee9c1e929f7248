// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * Sums over rows, column by column, added to a target. Each column is summed in the order of the rows, a {@link #BLOCK}
 * of them at a time from zero: the same bits whatever the threads, and errors that grow with the root of a block.
 */
final class ColumnSums {
    /** Columns of a task: whole cache lines and, at every width, whole vectors. */
    private static final int COLUMNS = 64;

    private static final int BLOCK = 128;

    private ColumnSums() {}

    /** target ← target + Σ of the rows of x along its innermost dimension. */
    static void add(Tensor x, long target, Workers workers) {
        RowView rows = RowView.of(x, RowView.foldable(x));
        int width = x.dim(-1);
        int tasks = Math.ceilDiv(width, COLUMNS);
        workers.run(tasks, task -> {
            int from = task * COLUMNS;
            int count = Math.min(COLUMNS, width - from);
            for (int batch = 0; batch < rows.batches(); batch++) {
                long source = Rows.plus(rows.address(batch, 0), from);
                add(source, rows.rowStep(), rows.rows(), Rows.plus(target, from), count);
            }
        });
    }

    /** target[c] ← target[c] + Σᵣ source[r, c] for c &lt; width; rows lie {@code step} bytes apart. */
    static void add(long source, long step, int rows, long target, int width) {
        for (int row = 0; row < rows; row += BLOCK) {
            addBlock(source + row * step, step, Math.min(BLOCK, rows - row), target, width);
        }
    }

    private static void addBlock(long source, long step, int rows, long target, int width) {
        int lanes = Lanes.FLOATS.length();
        int c = 0;
        for (; c + lanes < Rows.inVectors(width); c += 2 * lanes) {
            FloatVector left = FloatVector.zero(Lanes.FLOATS);
            FloatVector right = left;
            for (int row = 0; row < rows; row++) {
                long address = Rows.plus(source + row * step, c);
                left = left.add(RawMemory.load(address));
                right = right.add(RawMemory.load(Rows.plus(address, lanes)));
            }
            long at = Rows.plus(target, c);
            RawMemory.store(RawMemory.load(at).add(left), at);
            RawMemory.store(RawMemory.load(Rows.plus(at, lanes)).add(right), Rows.plus(at, lanes));
        }
        for (; c < Rows.inVectors(width); c += lanes) {
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int row = 0; row < rows; row++) {
                sum = sum.add(RawMemory.load(Rows.plus(source + row * step, c)));
            }
            long at = Rows.plus(target, c);
            RawMemory.store(RawMemory.load(at).add(sum), at);
        }
        for (; c < width; c++) {
            float sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += RawMemory.get(Rows.plus(source + row * step, c));
            }
            long at = Rows.plus(target, c);
            RawMemory.put(at, RawMemory.get(at) + sum);
        }
    }
}
