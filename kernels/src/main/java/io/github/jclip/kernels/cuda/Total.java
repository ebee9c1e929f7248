// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;

/** Sums over all elements: by one block, or by several whose sums are added by a kernel of their own. */
final class Total {
    /** What a thread has to add before another block is worth its while. */
    private static final int ELEMENTS_OF_THREAD = 16;

    /** Enough to fill every GPU. */
    private static final int MOST_BLOCKS = 1024;

    /** The first kernel. */
    @FunctionalInterface
    interface Terms {
        /**
         * Launches it.
         *
         * @param blockSums address of a float for each block, or 0 for one block, which adds to the total itself
         */
        void launch(LaunchShape shape, long blockSums);
    }

    private Total() {}

    /** How many blocks are useful for dense elements. */
    static long blocks(long elements) {
        return Math.ceilDiv(elements, ELEMENTS_OF_THREAD * LaunchShape.THREADS);
    }

    /**
     * Adds a sum to a number.
     *
     * @param sum [1]
     * @param usefulBlocks how many have something to add
     */
    static void add(Tensor sum, long usefulBlocks, Launcher launcher, Terms terms) {
        int blocks = Math.clamp(usefulBlocks, 1, MOST_BLOCKS);
        LaunchShape shape = LaunchShape.blockPerRow(blocks);
        if (blocks == 1) {
            terms.launch(shape, 0);
            return;
        }
        try (CudaScope memory = launcher.openTemporary()) {
            long blockSums = memory.allocateBytes((long) blocks * Float.BYTES);
            terms.launch(shape, blockSums);
            KernelArguments arguments =
                    new KernelArguments().number(blockSums).number(blocks).address(sum);
            launcher.launch("total", sum.dtype(), LaunchShape.blockPerRow(1), arguments);
        }
    }
}
