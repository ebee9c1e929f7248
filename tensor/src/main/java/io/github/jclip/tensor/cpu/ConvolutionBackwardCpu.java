// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.ConvolutionBackward;

/**
 * {@link ConvolutionBackward} on the CPU: dyᵀ times the windows of x, which are written straight to the panels of a matrix
 * product, for so many positions at a time that the panels stay small.
 */
final class ConvolutionBackwardCpu {
    private static final int MOST_ROWS = 1024;

    /** Windows that a task packs. */
    private static final int ROWS_OF_TASK = 128;

    private static final int WIDTH = MicroKernel.COLUMNS;
    private static final long STEP = (long) WIDTH * Float.BYTES;

    private final Patches patches;
    private final Tensor dweight;
    private final int columns;
    private final Workers workers;

    private ConvolutionBackwardCpu(ConvolutionBackward op, Workers workers) {
        patches = new Patches(op.x(), op.kernel(), op.stride(), op.padding(), op.dy(), 0);
        dweight = op.dweight();
        columns = dweight.dim(1);
        this.workers = workers;
    }

    static void run(ConvolutionBackward op, Workers workers) {
        RawMemory.requireWritable(op.dweight());
        ConvolutionBackwardCpu kernel = new ConvolutionBackwardCpu(op, workers);
        workers.inTurn(() -> FoldedRows.forEach(op.dy(), MOST_ROWS, kernel::add));
    }

    /** Adds the products of some rows of dy with their windows. */
    private void add(int first, Tensor dy) {
        int depth = dy.dim(0);
        int panelCount = Math.ceilDiv(columns, WIDTH);
        long panels = workers.operands().atLeast((long) panelCount * depth * STEP);
        int parts = Math.ceilDiv(depth, ROWS_OF_TASK);
        workers.run(panelCount * parts, task -> pack(first, depth, task / parts, task % parts, panels));
        Tensor left = dy.transpose(0, 1);
        StridedRows rows = new StridedRows(RowView.of(left, 1), left.stride(1) * Float.BYTES);
        Output output = new Output(RowView.of(dweight, 1), columns, 1, 0, null, Activation.NONE);
        new PanelProduct(rows, 1, left.dim(0), panels, depth, output).run(workers);
    }

    private void pack(int first, int depth, int panel, int part, long panels) {
        int from = part * ROWS_OF_TASK;
        int count = Math.min(ROWS_OF_TASK, depth - from);
        int width = Math.min(WIDTH, columns - panel * WIDTH);
        long target = panels + ((long) panel * depth + from) * STEP;
        patches.copy(0, first + from, count, panel * WIDTH, width, target, STEP);
        for (int row = 0; width < WIDTH && row < count; row++) {
            DenseRow.zero(Rows.plus(target + row * STEP, width), WIDTH - width);
        }
    }
}
