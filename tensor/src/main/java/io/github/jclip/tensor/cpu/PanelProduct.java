// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/**
 * C = A·B with B in panels, cut into blocks that stay in the caches (after Goto and van de Geijn, "Anatomy of
 * High-Performance Matrix Multiplication", 2008):
 *
 * <ul>
 *   <li>a block of B, {@link #BLOCK_DEPTH} × {@link #BLOCK_PANELS} panels, stays in the L2 cache while all rows of a
 *       task pass by;
 *   <li>the {@link MicroKernel#ROWS} rows of A in use stay in the L1 cache while they meet the panels of the block.
 *       They are read where they lie if they are dense, else from a dense copy.
 * </ul>
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
    private static final int BLOCK_DEPTH = 768;
    private static final int BLOCK_PANELS = Math.max(1, 288 / MicroKernel.COLUMNS);

    /** Most rows of a task if they are read in place, and if they are copied. */
    private static final int DENSE_ROWS = 2048;

    private static final int COPIED_ROWS = 192;

    /** Fewer rows are not worth reading a block of B for. */
    private static final int LEAST_ROWS = 8 * MicroKernel.ROWS;

    /** Multiply-adds that take about as long, 50 µs, as it may take another thread to wake up and take part. */
    private static final long LEAST_WORK = 1 << 22;

    /** Computes C. */
    void run(Workers workers) {
        int panelCount = Math.ceilDiv(output.columns(), MicroKernel.COLUMNS);
        if (batches == 0 || rows == 0 || panelCount == 0) {
            return;
        }
        int threads = usefulThreads(workers.threads());
        int rowBlocks = rowBlocks(threads);
        int rowsOfBlock = Math.ceilDiv(Math.ceilDiv(rows, rowBlocks), MicroKernel.ROWS) * MicroKernel.ROWS;
        int panelBlocks = Math.min(panelCount, Math.ceilDiv(threads, batches * rowBlocks));
        workers.run(batches * rowBlocks * panelBlocks, (index, worker) -> {
            int batch = index / panelBlocks / rowBlocks;
            int firstRow = index / panelBlocks % rowBlocks * rowsOfBlock;
            int block = index % panelBlocks;
            int from = (int) ((long) panelCount * block / panelBlocks);
            int to = (int) ((long) panelCount * (block + 1) / panelBlocks);
            int lastRow = Math.min(rows, firstRow + rowsOfBlock);
            if (firstRow < lastRow) {
                new ProductBlock(this, batch, firstRow, lastRow, from, to, workers.scratch(worker)).run();
            }
        });
    }

    private int usefulThreads(int threads) {
        long work = (long) batches * rows * output.columns() * depth;
        return Math.clamp(work / LEAST_WORK, 1, threads);
    }

    /** Enough blocks to bound their size, and as many for each thread if they do not get too small. */
    private int rowBlocks(int threads) {
        int most = isInPlace() ? DENSE_ROWS : COPIED_ROWS;
        int needed = Math.ceilDiv(rows, most);
        int even = Math.ceilDiv(needed * batches, threads) * threads / batches;
        return Math.clamp(even, needed, Math.max(needed, rows / LEAST_ROWS));
    }

    /** Whether the kernel reads A where it lies. */
    boolean isInPlace() {
        return a instanceof StridedRows strided
                && strided.isDense()
                && strided.view().hasShortSteps();
    }

    /** In how many blocks K is cut. */
    int depthBlocks() {
        return Math.max(1, Math.ceilDiv(depth, BLOCK_DEPTH));
    }

    /** Where a block of depth begins. */
    int depthStart(int block) {
        return (int) ((long) depth * block / depthBlocks());
    }

    /** Panels of a block of B. */
    static int blockPanels() {
        return BLOCK_PANELS;
    }
}
