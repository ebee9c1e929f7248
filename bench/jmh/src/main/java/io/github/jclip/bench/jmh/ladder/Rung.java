// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh.ladder;

/** A way to multiply matrices: Y = X·B, row-major, on one thread. */
sealed interface Rung permits DotProducts, RowUpdates, VectorRow, VectorTile {

    /**
     * Overwrites y.
     *
     * @param x [M, K], M a multiple of {@link VectorTile#ROWS}
     * @param b [K, N], N a multiple of {@link VectorTile#VECTORS} vectors
     * @param y [M, N]
     */
    void multiply(float[] x, float[] b, float[] y, int n, int k);
}
