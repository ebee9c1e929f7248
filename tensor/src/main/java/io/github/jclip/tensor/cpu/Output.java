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
        long target = c.address(batch, row) + offset;
        if (residual != null) {
            long summand = residual.address(batch, row) + offset;
            for (int i = 0; i < rows; i++) {
                startFrom(summand + i * residual.rowStep(), offset, target + i * c.rowStep(), width);
            }
        } else if (bias != 0) {
            for (int i = 0; i < rows; i++) {
                DenseRow.copy(bias + offset, target + i * c.rowStep(), width);
            }
        } else if (beta == 0) {
            for (int i = 0; i < rows; i++) {
                DenseRow.zero(target + i * c.rowStep(), width);
            }
        } else if (beta != 1) {
            for (int i = 0; i < rows; i++) {
                DenseRow.scale(beta, target + i * c.rowStep(), target + i * c.rowStep(), width);
            }
        }
    }

    private void startFrom(long summand, long offset, long target, int width) {
        if (bias != 0) {
            DenseRow.sum(summand, bias + offset, target, width);
        } else if (summand != target) {
            DenseRow.copy(summand, target, width);
        }
    }

    /** Adds a dense tile to the part of it that exists. */
    void add(long tile, long tileStep, int batch, int row, int rows, int column, int width) {
        long target = c.address(batch, row) + (long) column * Float.BYTES;
        for (int i = 0; i < rows; i++) {
            DenseRow.sum(tile + i * tileStep, target + i * c.rowStep(), target + i * c.rowStep(), width);
        }
    }

    /** Applies the activation to the rows of a tile. */
    void finish(int batch, int row, int rows, int column, int width) {
        if (activation == Activation.NONE) {
            return;
        }
        long target = c.address(batch, row) + (long) column * Float.BYTES;
        for (int i = 0; i < rows; i++) {
            ActivateCpu.stretch(target + i * c.rowStep(), target + i * c.rowStep(), width, activation);
        }
    }
}
