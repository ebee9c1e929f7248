// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;

/** A tower from normalised images to image embeddings. */
public sealed interface ImageTower permits VisionTransformer, ModifiedResNet {

    /** R, the height and width of its images in pixels. */
    int resolution();

    /** E, the embedding dimension. */
    int embeddingDim();

    /**
     * Appends the tower to a program.
     *
     * @param images [B, 3, R, R]
     * @return embeddings, not normalised, [B, E]
     */
    Tensor append(Program program, Tensor images);
}
