// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.features;

import io.github.jclip.tensor.Tensor;

/**
 * What class embeddings are made of: the text tower's output before its last layer, and that layer, the text projection.
 * Their product is the base classifier t = h·Wᵀ, since a mean over prompts may be taken before a linear layer as well as
 * after it.
 *
 * @param hidden h [K, C], the mean over the prompts of each class, host memory
 * @param weight W [E, C], the projection as PyTorch stores a linear layer, host memory
 * @param tuned whether the projection is another than the model's own
 */
public record ProjectedText(Tensor hidden, Tensor weight, boolean tuned) {

    /** The same with another projection. */
    public ProjectedText with(Tensor tunedWeight) {
        return new ProjectedText(hidden, tunedWeight, true);
    }
}
