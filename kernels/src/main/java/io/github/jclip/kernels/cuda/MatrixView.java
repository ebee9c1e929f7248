// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/**
 * How an operand of a product lies in memory: matrices seen row by row, one or a batch.
 *
 * @param batchStep elements from one matrix to the next
 * @param rowStep elements from one row to the next
 * @param columnStep elements from one column to the next
 */
record MatrixView(Tensor tensor, int batch, int rows, int columns, long batchStep, long rowStep, long columnStep) {

    /** The view of the last two dimensions of a tensor of rank 2 or 3. */
    static MatrixView of(Tensor tensor) {
        boolean batched = tensor.rank() == 3;
        return new MatrixView(
                tensor,
                batched ? tensor.dim(0) : 1,
                tensor.dim(-2),
                tensor.dim(-1),
                batched ? tensor.stride(0) : 0,
                tensor.stride(-2),
                tensor.stride(-1));
    }

    /** This matrix as all of a batch. */
    MatrixView repeated(int times) {
        return new MatrixView(tensor, times, rows, columns, 0, rowStep, columnStep);
    }

    /** This, or a copy if cuBLAS cannot read it where it lies. */
    MatrixView readable(Scope copies, Launcher launcher) {
        if (isReadable()) {
            return this;
        }
        Tensor dense = copies.allocate(tensor.dtype(), tensor.shape());
        CastCuda.run(tensor, dense, launcher);
        long step = batchStep == 0 ? 0 : (long) rows * columns;
        return new MatrixView(dense, batch, rows, columns, step, columns, 1);
    }

    /** Whether cuBLAS can read it where it lies, as it is or transposed. */
    boolean isReadable() {
        return rowsAreDense() || columnsAreDense();
    }

    /** Whether it is readable as it is. */
    boolean rowsAreDense() {
        return (columnStep == 1 || columns == 1) && (rows == 1 || fits(rowStep, columns));
    }

    private boolean columnsAreDense() {
        return (rowStep == 1 || rows == 1) && (columns == 1 || fits(columnStep, rows));
    }

    private static boolean fits(long leading, int length) {
        return leading >= length && leading <= Integer.MAX_VALUE;
    }

    /** The operand for cuBLAS, which reads columns: rows that are dense are the columns of its transpose. */
    BlasProduct.Matrix transpose() {
        long address = DeviceMemory.address(tensor);
        return rowsAreDense()
                ? new BlasProduct.Matrix(address, false, leading(rowStep, rows, columns), batchStep)
                : new BlasProduct.Matrix(address, true, leading(columnStep, columns, rows), batchStep);
    }

    private static int leading(long step, int count, int length) {
        return Math.max(1, count == 1 ? length : (int) step);
    }
}
