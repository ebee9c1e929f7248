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
        for (int i = 0; i < rows; i++) {
            DenseRow.gather(address(batch, row + i, from), columnStep, target + i * step, depth);
        }
    }
}
