// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;

/**
 * How an operand of a product lies in memory, seen row by row.
 *
 * @param rowStep elements from one row to the next; 0 where it does not matter
 * @param columnStep elements from one column to the next
 */
record MatrixView(Tensor tensor, int rows, int columns, long rowStep, long columnStep) {

    /** The view of the last two dimensions. */
    static MatrixView of(Tensor tensor) {
        return new MatrixView(tensor, tensor.dim(-2), tensor.dim(-1), tensor.stride(-2), tensor.stride(-1));
    }

    /** Whether cuBLAS can read it where it lies, as it is or transposed. */
    boolean isReadable() {
        return rowsAreDense() || columnsAreDense();
    }

    private boolean rowsAreDense() {
        return (columnStep == 1 || columns == 1) && (rows == 1 || fits(rowStep, columns));
    }

    private boolean columnsAreDense() {
        return (rowStep == 1 || rows == 1) && (columns == 1 || fits(columnStep, rows));
    }

    private static boolean fits(long leading, int length) {
        return leading >= length && leading <= Integer.MAX_VALUE;
    }

    /**
     * The operand for cuBLAS, which reads columns: rows that are dense are the columns of its transpose.
     *
     * @param stride elements from one matrix of a batch to the next
     */
    BlasProduct.Matrix transpose(long stride) {
        long address = DeviceMemory.address(tensor);
        return rowsAreDense()
                ? new BlasProduct.Matrix(address, false, leading(rowStep, rows, columns), stride)
                : new BlasProduct.Matrix(address, true, leading(columnStep, columns, rows), stride);
    }

    private static int leading(long step, int count, int length) {
        return Math.max(1, count == 1 ? length : (int) step);
    }
}
