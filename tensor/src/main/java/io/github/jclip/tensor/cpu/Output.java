// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Activation;

/**
 * Where a product goes, tile by tile, and what becomes of it: to the first product of a tile bias and residual or β·C are
 * added, to further ones what is in C already, and to the last the activation is applied. The tile stays in the L1 cache
 * meanwhile.
 *
 * @param c the rows of C
 * @param columns the columns of C, N
 * @param beta factor of the old C; 0 if it is not read
 * @param bias address of N floats, or 0
 * @param residual rows added to the product, or null; may be C itself
 * @param activation applied last
 */
record Output(RowView c, int columns, float beta, long bias, RowView residual, Activation activation) {

    /**
     * Brings the product of a block of depth to C.
     *
     * @param first whether the block is the first
     * @param last whether the block is the last
     */
    void add(
            long tile,
            long tileStep,
            boolean first,
            boolean last,
            int batch,
            int row,
            int rows,
            int column,
            int width) {
        long offset = (long) column * Float.BYTES;
        long target = c.address(batch, row) + offset;
        long summand = first && residual != null ? residual.address(batch, row) + offset : target;
        long summandStep = first && residual != null ? residual.rowStep() : c.rowStep();
        boolean sums = !first || residual != null || beta != 0;
        for (int i = 0; i < rows; i++) {
            long to = target + i * c.rowStep();
            if (first && beta != 0 && beta != 1) {
                DenseRow.scale(beta, to, to, width);
            }
            long ownBias = first && bias != 0 ? bias + offset : 0;
            finish(tile + i * tileStep, ownBias, sums ? summand + i * summandStep : 0, last, to, width);
        }
    }

    /** Adds bias and summand, each if it is there, and applies the activation to the last sum. */
    private void finish(long sum, long ownBias, long summand, boolean last, long to, int width) {
        Activation applied = last ? activation : Activation.NONE;
        float floor = applied == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
        if (ownBias != 0 && summand != 0) {
            OutputRow.sum(sum, ownBias, summand, floor, to, width);
        } else if (ownBias != 0 || summand != 0) {
            OutputRow.sum(sum, ownBias != 0 ? ownBias : summand, floor, to, width);
        } else {
            ActivateCpu.stretch(sum, to, width, applied);
            return;
        }
        if (applied != Activation.NONE && applied != Activation.RELU) {
            ActivateCpu.stretch(to, to, width, applied);
        }
    }
}
