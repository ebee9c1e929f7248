// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/**
 * C = A·B with B in panels, cut so that what is used again stays in the caches (after Goto and van de Geijn, "Anatomy of
 * High-Performance Matrix Multiplication", 2008):
 *
 * <ul>
 *   <li>the rows of A that a task has, {@link #BLOCK_DEPTH} deep, stay in the L2 cache while panel after panel passes by.
 *       They are read where they lie if they are dense, else from a dense copy;
 *   <li>a panel of the same depth is in the L2 cache too while the rows pass by, {@link MicroKernel#ROWS} at a time. The
 *       micro-kernel reads the panel to come meanwhile.
 * </ul>
 *
 * <p>Memory traffic: A and C once for each block of depth, B once for each block of rows.
 *
 * <p>An element of C is summed in the same order whatever the tasks and threads: k ascending inside a block of depth,
 * one block after the other.
 *
 * @param a the left matrix
 * @param batches how many batches of rows A and C have
 * @param rows rows of a batch
 * @param panels address of B's panels, all of depth {@code depth}
 * @param depth K
 * @param output where C goes
 */
record PanelProduct(LeftMatrix a, int batches, int rows, long panels, int depth, Output output) {
    /** K is cut into blocks of about this depth. */
    private static final int BLOCK_DEPTH = 768;

    /** About so many floats of A a task has of one depth: a third of an L2 cache of 2 MiB. */
    private static final int BLOCK_FLOATS = 180 << 10;

    /** Most rows of a task. */
    private static final int BLOCK_ROWS = 2048;

    /** Rows are copied for each block of panels again, so panels are not divided while a task has more rows. */
    private static final int LEAST_COPIED_ROWS = 8 * MicroKernel.ROWS;

    /** Tasks for each thread, so that none waits long for the last. */
    private static final int TASKS_PER_THREAD = 4;

    /** Multiply-adds that take about as long, 50 µs, as it may take another thread to wake up and take part. */
    private static final long LEAST_WORK = 1 << 22;

    /** Computes C. */
    void run(Workers workers) {
        int panelCount = panelCount();
        if (batches == 0 || rows == 0 || panelCount == 0) {
            return;
        }
        int threads = usefulThreads(workers.threads());
        int wanted = threads == 1 ? 1 : TASKS_PER_THREAD * threads;
        int rowBlocks = rowBlocks(wanted);
        int rowsOfBlock = Math.ceilDiv(Math.ceilDiv(rows, rowBlocks), MicroKernel.ROWS) * MicroKernel.ROWS;
        int panelBlocks = Math.min(panelCount, Math.ceilDiv(wanted, batches * rowBlocks));
        int tasks = batches * rowBlocks * panelBlocks;
        workers.run(tasks, (index, worker) -> {
            int block = index / (batches * rowBlocks);
            int batch = index / rowBlocks % batches;
            int firstRow = index % rowBlocks * rowsOfBlock;
            int lastRow = Math.min(rows, firstRow + rowsOfBlock);
            int from = (int) ((long) panelCount * block / panelBlocks);
            int to = (int) ((long) panelCount * (block + 1) / panelBlocks);
            // Where each task has panels of its own, the other threads take the blocks in between.
            int next = block + Math.ceilDiv(threads, batches * rowBlocks);
            int panelAfter = (int) Math.min(panelCount - 1L, (long) panelCount * next / panelBlocks);
            if (firstRow < lastRow) {
                new ProductBlock(this, batch, firstRow, lastRow, from, to, panelAfter, workers.scratch(worker)).run();
            }
        });
    }

    private int usefulThreads(int threads) {
        long work = (long) batches * rows * output.columns() * depth;
        return Math.clamp(work / LEAST_WORK, 1, threads);
    }

    /** Enough blocks to bound their size; if rows are copied, as many as there shall be tasks, unless they get small. */
    private int rowBlocks(int wanted) {
        int most = Math.clamp(BLOCK_FLOATS / Math.clamp(depth, 1, BLOCK_DEPTH), MicroKernel.ROWS, BLOCK_ROWS);
        int needed = Math.ceilDiv(rows, most);
        if (isInPlace()) {
            return needed;
        }
        int even = Math.ceilDiv(wanted, batches);
        return Math.clamp(even, needed, Math.max(needed, rows / LEAST_COPIED_ROWS));
    }

    /** Whether the kernel reads A where it lies. */
    boolean isInPlace() {
        return a instanceof StridedRows strided
                && strided.isDense()
                && strided.view().hasShortSteps();
    }

    /** How many panels B has. */
    int panelCount() {
        return Math.ceilDiv(output.columns(), MicroKernel.COLUMNS);
    }

    /** In how many blocks K is cut: rather a deeper one than two, for each passes over C. */
    int depthBlocks() {
        return Math.max(1, (int) Math.round((double) depth / BLOCK_DEPTH));
    }

    /** Where a block of depth begins. */
    int depthStart(int block) {
        return (int) ((long) depth * block / depthBlocks());
    }
}
