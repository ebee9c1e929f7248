// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/** The matrix A of a product C = A·B, which comes in batches of rows. */
sealed interface LeftMatrix permits StridedRows, Patches {

    /**
     * Copies part of A to dense rows.
     *
     * @param batch which batch
     * @param row the first row of the batch
     * @param rows how many rows
     * @param from the first column
     * @param depth how many columns
     * @param target address of the copy
     * @param step bytes from one row of the copy to the next
     */
    void copy(int batch, int row, int rows, int from, int depth, long target, long step);
}
