// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;

/**
 * How blocks share the heads of attention: each has one tile of rows of one head of one sequence.
 *
 * @param tiles of a head
 * @param threads of a block
 * @param sharedBytes of shared memory of a block
 */
record HeadTiles(int tiles, int threads, int sharedBytes) {
    /** Widest head. */
    static final int MOST_WIDTH = 128;

    private static final int NARROW = 64;
    private static final int WARP = 32;
    private static final int WARP_ROWS = 16;
    private static final int CHUNK_BYTES = 16;

    /** Blocks in which each warp has 16 rows, as evenly filled as can be. */
    static HeadTiles ofWarps(int rows, int mostWarps, int sharedBytes) {
        int slabs = Math.ceilDiv(rows, WARP_ROWS);
        int tiles = Math.ceilDiv(slabs, mostWarps);
        return new HeadTiles(tiles, WARP * Math.ceilDiv(slabs, tiles), sharedBytes);
    }

    /** Blocks of a number of threads that share a number of rows. */
    static HeadTiles ofThreads(int rows, int rowsOfBlock, int threads, int sharedBytes) {
        return new HeadTiles(Math.ceilDiv(rows, rowsOfBlock), threads, sharedBytes);
    }

    /** Bytes of a tile in shared memory: each row is followed by 16 bytes. */
    static int tileBytes(DType dtype, int rows, int width) {
        return rows * (width * dtype.byteSize() + CHUNK_BYTES);
    }

    /** The blocks for tensors [B, T, C]. */
    LaunchShape shape(Tensor tensor, int heads) {
        return new LaunchShape(Math.toIntExact((long) tensor.dim(0) * heads * tiles), 1, threads, sharedBytes);
    }

    /** Whether there are blocks enough for the rows of a tensor [B, T, C] one by one. */
    static boolean fits(Tensor tensor, int heads) {
        return (long) tensor.dim(0) * heads * tensor.dim(1) <= Integer.MAX_VALUE;
    }

    /** The width that kernels have for heads of a width: the missing columns are zero. */
    static int paddedWidth(int width) {
        return width <= NARROW ? NARROW : MOST_WIDTH;
    }

    /** The structure {@code TokenSteps} of the kernels. */
    static long[] steps(Tensor tensor) {
        return new long[] {tensor.stride(0), tensor.stride(1)};
    }

    /** The structure {@code HeadSizes} of the kernels. */
    static long[] sizes(Tensor q, Tensor k, int heads, boolean causal, Tensor... operands) {
        int width = q.dim(2) / heads;
        boolean aligned = width * q.dtype().byteSize() % CHUNK_BYTES == 0;
        for (Tensor operand : operands) {
            aligned &= isAligned(operand);
        }
        return new long[] {q.dim(1), k.dim(1), heads, width, causal ? 1 : 0, aligned ? 1 : 0};
    }

    private static boolean isAligned(Tensor tensor) {
        int bytes = tensor.dtype().byteSize();
        return DeviceMemory.address(tensor) % CHUNK_BYTES == 0
                && tensor.stride(0) * bytes % CHUNK_BYTES == 0
                && tensor.stride(1) * bytes % CHUNK_BYTES == 0;
    }
}
