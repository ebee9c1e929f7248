// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/**
 * One task of a {@link TransposedProduct}: a block of C over some of the rows.
 *
 * @param fromRow the first row of A and B
 * @param toRow the row behind the last
 * @param fromColumn the first column of A
 * @param toColumn the column behind the last
 * @param fromPanel the first panel of columns of B
 * @param toPanel the panel behind the last
 */
record TransposedBlock(
        TransposedProduct product,
        int fromRow,
        int toRow,
        int fromColumn,
        int toColumn,
        int fromPanel,
        int toPanel,
        Target target) {
    private static final int MR = MicroKernel.ROWS;
    private static final int NR = MicroKernel.COLUMNS;
    private static final int LINE = 64;
    private static final int DEPTH = TransposedProduct.DEPTH;
    private static final long TILE_STEP = (long) NR * Float.BYTES;
    private static final long TILE_BYTES = MR * TILE_STEP;

    /** Columns of A that are copied and multiplied together; those of a row lie close to those of the next. */
    private static final int STRIP = 16 * MR;

    /** Bytes between rows of a strip: an odd number of cache lines, so that rows do not fall into the same cache sets. */
    private static final long STRIP_STEP = (STRIP * Float.BYTES / LINE | 1) * (long) LINE;

    private static final long STRIP_BYTES = DEPTH * STRIP_STEP + LINE;

    /**
     * Where the sums go.
     *
     * @param address of C's first element
     * @param rowStep bytes from one row of C to the next
     * @param holdsSums whether the product is added to what is there
     * @param sums address of the column sums of A, or 0
     */
    record Target(long address, long rowStep, boolean holdsSums, long sums) {
        /** The same so many bytes further on. */
        Target plus(long bytes) {
            return new Target(address + bytes, rowStep, holdsSums, sums == 0 ? 0 : sums + bytes);
        }
    }

    void run(Scratch scratch) {
        long panelBytes = DEPTH * TILE_STEP;
        long tile = scratch.atLeast(TILE_BYTES + STRIP_BYTES + (toPanel - fromPanel) * panelBytes);
        long strip = tile + TILE_BYTES;
        long panels = strip + STRIP_BYTES;
        for (int row = fromRow; row < toRow; row += DEPTH) {
            int depth = Math.min(DEPTH, toRow - row);
            boolean adds = row > fromRow || target.holdsSums();
            for (int panel = fromPanel; panel < toPanel; panel++) {
                copyPanel(row, depth, panel, panels + (panel - fromPanel) * panelBytes);
            }
            for (int column = fromColumn; column < toColumn; column += STRIP) {
                int columns = Math.min(STRIP, toColumn - column);
                product.a().copy(row, depth, column, columns, strip, STRIP_STEP);
                addColumns(strip, depth, column, columns, adds);
                for (int panel = fromPanel; panel < toPanel; panel++) {
                    long right = panels + (panel - fromPanel) * panelBytes;
                    multiply(strip, depth, column, columns, right, panel, tile, adds);
                }
            }
        }
    }

    private void copyPanel(int row, int depth, int panel, long copy) {
        int width = width(panel);
        product.b().copy(row, depth, panel * NR, width, copy, TILE_STEP);
        for (int i = 0; width < NR && i < depth; i++) {
            DenseRow.zero(Rows.plus(copy + i * TILE_STEP, width), NR - width);
        }
    }

    private int width(int panel) {
        return Math.min(NR, product.k() - panel * NR);
    }

    private void addColumns(long strip, int depth, int column, int columns, boolean adds) {
        if (target.sums() == 0 || fromPanel > 0) {
            return;
        }
        long sums = Rows.plus(target.sums(), column);
        if (!adds) {
            DenseRow.zero(sums, columns);
        }
        ColumnSums.add(strip, STRIP_STEP, depth, sums, columns);
    }

    /** Multiplies a strip with a panel. */
    private void multiply(
            long strip, int depth, int column, int columns, long panel, int panelNumber, long tile, boolean adds) {
        int width = width(panelNumber);
        long to = Rows.plus(target.address() + column * target.rowStep(), panelNumber * NR);
        for (int done = 0; done < columns; done += MR) {
            MicroKernel.multiplyTransposed(Rows.plus(strip, done), STRIP_STEP, panel, depth, tile);
            for (int i = 0; i < Math.min(MR, columns - done); i++) {
                long row = to + (done + i) * target.rowStep();
                if (adds) {
                    DenseRow.sum(row, tile + i * TILE_STEP, row, width);
                } else {
                    DenseRow.copy(tile + i * TILE_STEP, row, width);
                }
            }
        }
    }
}
