// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Convolution;

/**
 * A 3×3 convolution of stride 1 by {@linkplain WinogradTransform minimal filtering}: the image is cut into tiles; the
 * inputs of each are transformed, each of the components is multiplied by its own matrix [C, N], and the products are
 * transformed back. With 4×4 outputs a tile a quarter of the multiplications of the definition are left, with 2×2 four
 * ninths, and what tiles that hang over the edge waste.
 *
 * <p>A task takes some tiles through all steps, so that between the steps they stay in the L2 cache. An element is
 * summed in the same order whatever the tasks, and whatever else is in the batch.
 *
 * <p>Memory traffic: x 2.25 (4 for 2×2) times, for neighbouring tiles share inputs, though mostly from the caches; y
 * once; and the weights, 144·C·N (64·C·N) bytes, once for each {@link #TILES} tiles: where there are fewer such blocks than
 * threads, tasks divide the weights' panels rather than the tiles. Between the steps a task keeps 144 (64) times C +
 * {@link MicroKernel#COLUMNS}
 * bytes for each tile. Where an image has few tiles, reading the weights takes longer than multiplying; the
 * micro-kernel reads them ahead.
 *
 * @param op the convolution
 * @param w its weights
 * @param bias address of N floats, or 0
 */
record WinogradConvolution(Convolution op, WinogradMatrix w, long bias) {
    /** Most tiles of a task: all 49 of an image of 28×28, or of one of 14×14 in tiles of 2×2, read the weights once. */
    private static final int TILES = 54;

    /** Multiply-adds that are worth another thread. */
    private static final long LEAST_WORK = 1 << 22;

    /** Computes y. */
    void run(Workers workers) {
        int tileCount = op.y().dim(0) * rowsOfTiles() * columnsOfTiles();
        if (tileCount == 0) {
            return;
        }
        int threads = usefulThreads(tileCount, workers.threads());
        int groups = Math.ceilDiv(tileCount, MicroKernel.ROWS);
        int panelCount = Math.ceilDiv(op.y().dim(3), MicroKernel.COLUMNS);
        int needed = Math.ceilDiv(tileCount, TILES);
        int panelBlocks = needed >= threads ? 1 : Math.min(panelCount, Math.ceilDiv(threads, needed));
        int each = Math.ceilDiv(threads, panelBlocks);
        int blocks = Math.min(groups, Math.ceilDiv(needed, each) * each);
        workers.run(blocks * panelBlocks, (index, worker) -> {
            int from = part(groups, index / panelBlocks, blocks) * MicroKernel.ROWS;
            int to = Math.min(tileCount, part(groups, index / panelBlocks + 1, blocks) * MicroKernel.ROWS);
            int firstPanel = part(panelCount, index % panelBlocks, panelBlocks);
            int lastPanel = part(panelCount, index % panelBlocks + 1, panelBlocks);
            new WinogradBlock(this, from, to, workers.scratch(worker)).run(firstPanel, lastPanel);
        });
    }

    private int usefulThreads(int tileCount, int threads) {
        long work = (long) tileCount
                * w.transform().components()
                * w.channels()
                * op.y().dim(3);
        return Math.clamp(work / LEAST_WORK, 1, threads);
    }

    private static int part(int count, int index, int parts) {
        return (int) ((long) count * index / parts);
    }

    int rowsOfTiles() {
        return Math.ceilDiv(op.y().dim(1), w.transform().outputs());
    }

    int columnsOfTiles() {
        return Math.ceilDiv(op.y().dim(2), w.transform().outputs());
    }

    Tensor residual() {
        return op.epilogue().residual();
    }
}
