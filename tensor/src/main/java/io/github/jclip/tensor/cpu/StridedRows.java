// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/**
 * Rows of floats at constant distances.
 *
 * @param view the rows
 * @param columnStep bytes from column to column
 */
record StridedRows(RowView view, long columnStep) implements LeftMatrix {

    /** Whether the kernel can read the rows where they lie. */
    boolean isDense() {
        return columnStep == Float.BYTES;
    }

    /** The address of an element. */
    long address(int batch, int row, int column) {
        return view.address(batch, row) + column * columnStep;
    }

    @Override
    public void copy(int batch, int row, int rows, int from, int depth, long target, long step) {
        int done = isTransposed() ? transpose(address(batch, row, from), rows, depth, target, step) : 0;
        if (done < depth) {
            gather(batch, row, rows, from + done, depth - done, Rows.plus(target, done), step);
        }
    }

    /** Whether columns are dense instead of rows. */
    private boolean isTransposed() {
        return !Lanes.SCALAR && view.rowStep() == Float.BYTES;
    }

    private void gather(int batch, int row, int rows, int from, int depth, long target, long step) {
        for (int i = 0; i < rows; i++) {
            DenseRow.gather(address(batch, row + i, from), columnStep, target + i * step, depth);
        }
    }

    /** Copies as many columns as whole vectors take, and returns how many. The last vector of rows overlaps others. */
    private int transpose(long source, int rows, int depth, long target, long step) {
        int lanes = Lanes.FLOATS.length();
        if (rows < lanes) {
            return 0;
        }
        int inVectors = Rows.inVectors(rows);
        int last = rows - lanes;
        int columns = Rows.inVectors(depth);
        for (int k = 0; k < columns; k += lanes) {
            long block = source + k * columnStep;
            Transposition.run(block, columnStep, lanes, inVectors, 1, Rows.plus(target, k), step);
            if (inVectors < rows) {
                long end = Rows.plus(block, last);
                Transposition.run(end, columnStep, lanes, lanes, 1, Rows.plus(target + last * step, k), step);
            }
        }
        return columns;
    }
}
