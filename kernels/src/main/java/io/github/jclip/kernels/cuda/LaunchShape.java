// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;

/**
 * How many threads run a kernel.
 *
 * @param gridX blocks that share a row or the elements
 * @param gridY blocks that share the rows
 * @param threads of a block
 * @param sharedBytes of dynamic shared memory of a block
 */
record LaunchShape(int gridX, int gridY, int threads, int sharedBytes) {
    /** Threads of a block of an element-wise kernel: the launch bounds of all of them. */
    static final int THREADS = 256;

    private static final int PACK_BYTES = 16;

    private static final int MOST_BLOCKS_Y = 65_535;

    /** Blocks beyond this bring nothing: threads step through the rest, and every GPU is full before. */
    private static final int ENOUGH_BLOCKS = 1 << 14;

    /** One thread for each element, or fewer that step through them. */
    static LaunchShape elements(long count) {
        return new LaunchShape(blocks(count), 1, THREADS, 0);
    }

    /** As {@link #elements} for dense tensors that threads read sixteen bytes at a time. */
    static LaunchShape packs(Tensor tensor) {
        return elements(Math.ceilDiv(tensor.byteSize(), PACK_BYTES));
    }

    /** Rows across blocks, and the elements of a row across threads. */
    static LaunchShape rowsOfElements(long rows, long width) {
        return new LaunchShape(blocks(width), Math.clamp(rows, 1, MOST_BLOCKS_Y), THREADS, 0);
    }

    /** As {@link #rowsOfElements} for the rows of a tensor, which threads read sixteen bytes at a time. */
    static LaunchShape rowsOfPacks(Tensor tensor) {
        long rows = tensor.elementCount() / Math.max(1, tensor.dim(-1));
        long bytes = (long) tensor.dim(-1) * tensor.dtype().byteSize();
        return rowsOfElements(rows, Math.ceilDiv(bytes, PACK_BYTES));
    }

    /** A block for each row, or fewer that step through them. */
    static LaunchShape blockPerRow(long rows) {
        return new LaunchShape(Math.clamp(rows, 1, Integer.MAX_VALUE), 1, THREADS, 0);
    }

    private static int blocks(long count) {
        return Math.clamp(Math.ceilDiv(count, THREADS), 1, ENOUGH_BLOCKS);
    }
}
