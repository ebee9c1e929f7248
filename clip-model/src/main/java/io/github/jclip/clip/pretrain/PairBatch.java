// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.tensor.Tensor;

/** The pairs of a step, ready for the towers. */
final class PairBatch {
    private final Tensor images;
    private final int[][] tokens;

    /**
     * Memory for a batch.
     *
     * @param images F32 [N, 3, R, R], host
     */
    PairBatch(Tensor images) {
        this.images = images;
        tokens = new int[images.dim(0)][];
    }

    /** The images, F32 [N, 3, R, R]. */
    Tensor images() {
        return images;
    }

    /** The captions: N rows of the context's length; not a copy. */
    int[][] tokens() {
        return tokens;
    }
}
