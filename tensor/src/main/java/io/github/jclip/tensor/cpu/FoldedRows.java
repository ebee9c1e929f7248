// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;

/** Visits a tensor [..., C] as matrices [rows, C], the largest that its memory layout allows. */
final class FoldedRows {
    /** Sees one matrix. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Sees a matrix.
         *
         * @param first the tensor's row that is the matrix's first
         * @param matrix [rows, C]
         */
        void visit(int first, Tensor matrix);
    }

    private FoldedRows() {}

    /** Visits all rows in order, at most so many at a time. */
    static void forEach(Tensor tensor, int most, Visitor visitor) {
        visit(tensor, 0, most, visitor);
    }

    private static void visit(Tensor tensor, int first, int most, Visitor visitor) {
        if (tensor.rank() == 2) {
            for (int row = 0; row < tensor.dim(0); row += most) {
                visitor.visit(first + row, tensor.slice(0, row, Math.min(tensor.dim(0), row + most)));
            }
        } else if (tensor.isContiguous()) {
            int width = tensor.dim(-1);
            int rows = width == 0 ? 0 : Math.toIntExact(tensor.elementCount() / width);
            visit(tensor.reshape(rows, width), first, most, visitor);
        } else {
            int rows = 1;
            for (int d = 1; d < tensor.rank() - 1; d++) {
                rows *= tensor.dim(d);
            }
            for (int i = 0; i < tensor.dim(0); i++) {
                visit(tensor.select(0, i), first + i * rows, most, visitor);
            }
        }
    }
}
