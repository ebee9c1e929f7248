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

    /**
     * Adds a sum to a number.
     *
     * @param sum [1]
     * @param count of the elements
     */
    static void add(Tensor sum, long count, Launcher launcher, Terms terms) {
        long enough = Math.ceilDiv(count, ELEMENTS_OF_THREAD * LaunchShape.THREADS);
        int blocks = Math.clamp(enough, 1, MOST_BLOCKS);
        LaunchShape shape = LaunchShape.blockPerRow(blocks);
        if (blocks == 1) {
            terms.launch(shape, 0);
            return;
        }
        try (Scratch blockSums = Scratch.floats(launcher.gpu(), blocks)) {
            terms.launch(shape, blockSums.address());
            KernelArguments arguments = new KernelArguments()
                    .number(blockSums.address())
                    .number(blocks)
                    .address(sum);
            launcher.launch("total", sum.dtype(), LaunchShape.blockPerRow(1), arguments);
        }
    }
}
