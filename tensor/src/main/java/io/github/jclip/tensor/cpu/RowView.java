// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;

/**
 * A tensor seen as batches of rows along its innermost dimension: inside a batch rows lie at a constant distance,
 * batches lie anywhere.
 */
final class RowView {
    /** Address of the first element. */
    private final long base;

    private final int rows;
    private final long rowStep;

    /** Sizes of the dimensions that make the batches, and bytes of a step in each. */
    private final int[] batchDims;

    private final long[] batchSteps;

    private RowView(long base, int rows, long rowStep, int[] batchDims, long[] batchSteps) {
        this.base = base;
        this.rows = rows;
        this.rowStep = rowStep;
        this.batchDims = batchDims;
        this.batchSteps = batchSteps;
    }

    /** The view whose rows run over the {@code folded} dimensions before the innermost. */
    static RowView of(Tensor tensor, int folded) {
        int outer = tensor.rank() - 1 - folded;
        int[] dims = new int[outer];
        long[] steps = new long[outer];
        for (int d = 0; d < outer; d++) {
            dims[d] = tensor.dim(d);
            steps[d] = bytes(tensor, d);
        }
        int rows = 1;
        long rowStep = 0;
        for (int d = tensor.rank() - 2; d >= outer; d--) {
            if (rows == 1) {
                rowStep = bytes(tensor, d);
            }
            rows = Math.multiplyExact(rows, tensor.dim(d));
        }
        return new RowView(RawMemory.address(tensor), rows, rowStep, dims, steps);
    }

    /** How many dimensions before the innermost can be folded into rows, in each of these tensors or null. */
    static int foldable(Tensor... tensors) {
        int least = Integer.MAX_VALUE;
        for (Tensor tensor : tensors) {
            if (tensor != null) {
                least = Math.min(least, foldable(tensor));
            }
        }
        return least;
    }

    private static int foldable(Tensor tensor) {
        int last = tensor.rank() - 2;
        long size = 1;
        long step = 0;
        for (int d = last; d >= 0; d--) {
            if (size == 1) {
                step = tensor.stride(d);
            } else if (tensor.dim(d) != 1 && tensor.stride(d) != size * step) {
                return last - d;
            }
            size *= tensor.dim(d);
        }
        return last + 1;
    }

    private static long bytes(Tensor tensor, int dimension) {
        return tensor.stride(dimension) * tensor.dtype().byteSize();
    }

    /** Rows of a batch. */
    int rows() {
        return rows;
    }

    /** Bytes from one row of a batch to the next. */
    long rowStep() {
        return rowStep;
    }

    /** Whether kernels can step from row to row. */
    boolean hasShortSteps() {
        return rowStep <= RawMemory.STEP_BITS;
    }

    int batches() {
        int count = 1;
        for (int dim : batchDims) {
            count *= dim;
        }
        return count;
    }

    /** The address of a row of a batch. */
    long address(int batch, int row) {
        long address = base + row * rowStep;
        int rest = batch;
        for (int d = batchDims.length - 1; d >= 0; d--) {
            address += rest % batchDims[d] * batchSteps[d];
            rest /= batchDims[d];
        }
        return address;
    }
}
