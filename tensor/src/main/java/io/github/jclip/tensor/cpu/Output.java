// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Activation;

/**
 * Where a product goes, tile by tile, and what becomes of it: a tile starts as bias + residual or as β·C, products are
 * added to it, and it is finished by the activation. The tile stays in the L1 cache meanwhile.
 *
 * @param c the rows of C
 * @param columns the columns of C, N
 * @param beta factor of the old C; 0 if it is not read
 * @param bias address of N floats, or 0
 * @param residual rows added to the product, or null; may be C itself
 * @param activation applied last
 */
record Output(RowView c, int columns, float beta, long bias, RowView residual, Activation activation) {

    /** Gives the rows of a tile the values that products are added to. */
    void start(int batch, int row, int rows, int column, int width) {
        long offset = (long) column * Float.BYTES;
        for (int i = row; i < row + rows; i++) {
            long target = c.address(batch, i) + offset;
            if (residual != null && bias != 0) {
                DenseRow.sum(residual.address(batch, i) + offset, bias + offset, target, width);
            } else if (residual != null) {
                DenseRow.copy(residual.address(batch, i) + offset, target, width);
            } else if (bias != 0) {
                DenseRow.copy(bias + offset, target, width);
            } else if (beta == 0) {
                DenseRow.zero(target, width);
            } else if (beta != 1) {
                DenseRow.scale(beta, target, target, width);
            }
        }
    }

    /** Adds a dense tile to the part of it that exists. */
    void add(long tile, long tileStep, int batch, int row, int rows, int column, int width) {
        for (int i = 0; i < rows; i++) {
            long target = c.address(batch, row + i) + (long) column * Float.BYTES;
            DenseRow.sum(tile + i * tileStep, target, target, width);
        }
    }

    /** Applies the activation to the rows of a tile. */
    void finish(int batch, int row, int rows, int column, int width) {
        if (activation == Activation.NONE) {
            return;
        }
        for (int i = row; i < row + rows; i++) {
            DenseRow.activate(c.address(batch, i) + (long) column * Float.BYTES, width, activation);
        }
    }
}
