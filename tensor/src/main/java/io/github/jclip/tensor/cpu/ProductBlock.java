// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/** One task of a {@link PanelProduct}: some rows of one batch times some panels. */
final class ProductBlock {
    private static final int MR = MicroKernel.ROWS;
    private static final int NR = MicroKernel.COLUMNS;
    private static final long TILE_STEP = (long) NR * Float.BYTES;
    private static final long TILE_BYTES = MR * TILE_STEP;

    /** Keeps the rows of a copy from falling into the same cache set. */
    private static final long ROW_PADDING = 64;

    /**
     * So many bytes of panels stay in the L2 cache: each tile of rows passes through all of them then, and the rows of C
     * are written, and those of the residual read, in the order in which they lie in memory.
     */
    private static final long FEW_PANEL_BYTES = 256 << 10;

    private final PanelProduct product;
    private final Output output;
    private final int batch;
    private final int firstRow;
    private final int lastRow;
    private final int firstPanel;
    private final int lastPanel;

    /** The panel that this thread will need after the task. */
    private final int panelAfter;

    /** Of the panel to come, the bytes for each k that a tile reads ahead: all tiles together read all of it. */
    private final long aheadStep;

    /** Scratch memory: a tile of C, then rows of A. */
    private final long tile;

    private final long copies;
    private final long copyStep;

    /** The block of depth at hand. */
    private int from;

    private int depth;
    private boolean first;
    private boolean last;

    ProductBlock(
            PanelProduct product,
            int batch,
            int firstRow,
            int lastRow,
            int firstPanel,
            int lastPanel,
            int panelAfter,
            Scratch scratch) {
        this.product = product;
        this.output = product.output();
        this.batch = batch;
        this.firstRow = firstRow;
        this.lastRow = lastRow;
        this.firstPanel = firstPanel;
        this.lastPanel = lastPanel;
        this.panelAfter = panelAfter;
        int tiles = Math.ceilDiv(lastRow - firstRow, MR);
        aheadStep = Math.ceilDiv(TILE_STEP, tiles * (long) Long.BYTES) * Long.BYTES;
        int mostDepth = Math.ceilDiv(product.depth(), product.depthBlocks());
        copyStep = (long) mostDepth * Float.BYTES + ROW_PADDING;
        int copiedRows = product.isInPlace() ? MR : tiles * MR;
        tile = scratch.atLeast(TILE_BYTES + copiedRows * copyStep);
        copies = tile + TILE_BYTES;
    }

    void run() {
        int blocks = product.depthBlocks();
        for (int block = 0; block < blocks; block++) {
            from = product.depthStart(block);
            depth = product.depthStart(block + 1) - from;
            first = block == 0;
            last = block == blocks - 1;
            if (!product.isInPlace()) {
                product.a().copy(batch, firstRow, lastRow - firstRow, from, depth, copies, copyStep);
            }
            int together = panelsTogether();
            for (int panel = firstPanel; panel < lastPanel; panel += together) {
                multiplyRows(panel, together);
            }
        }
    }

    private int panelsTogether() {
        int panels = lastPanel - firstPanel;
        return panels * (long) depth * TILE_STEP <= FEW_PANEL_BYTES ? panels : 1;
    }

    /** All rows with some panels: each tile of rows with all of them. */
    private void multiplyRows(int panel, int count) {
        long covered = 0;
        for (int row = firstRow; row < lastRow; row += MR) {
            boolean reads = covered + depth * aheadStep <= depth * TILE_STEP;
            for (int i = 0; i < count; i++) {
                long ahead = aheadOf(panel + i, count) + (reads ? covered : 0);
                multiplyTile(row, Math.min(MR, lastRow - row), panel + i, ahead, reads);
            }
            covered += depth * aheadStep;
        }
    }

    /** What comes in a panel's place: a panel of this block of depth, of the next, or of another task. */
    private long aheadOf(int panel, int count) {
        int next = panel + count;
        if (next < lastPanel) {
            return address(next, from);
        }
        int beyond = next - lastPanel;
        if (!last) {
            return address(firstPanel + beyond, Math.min(from + depth, product.depth() - depth));
        }
        return address(Math.min(panelAfter + beyond, product.panelCount() - 1), 0);
    }

    private long address(int panel, int k) {
        return product.panels() + ((long) panel * product.depth() + k) * TILE_STEP;
    }

    private void multiplyTile(int row, int rows, int panel, long ahead, boolean reads) {
        long b = address(panel, from);
        long step = reads ? aheadStep : 0;
        if (depth == 0) {
            DenseRow.zero(tile, MR * NR);
        } else if (!product.isInPlace()) {
            MicroKernel.multiply(copies + (row - firstRow) * copyStep, copyStep, b, depth, tile, ahead, step);
        } else if (rows == MR) {
            StridedRows a = (StridedRows) product.a();
            MicroKernel.multiply(a.address(batch, row, from), a.view().rowStep(), b, depth, tile, ahead, step);
        } else {
            product.a().copy(batch, row, rows, from, depth, copies, copyStep);
            MicroKernel.multiply(copies, copyStep, b, depth, tile, ahead, step);
        }
        int column = panel * NR;
        int width = Math.min(NR, output.columns() - column);
        output.add(tile, TILE_STEP, first, last, batch, row, rows, column, width);
    }
}
