// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;

/** Something with parameters that classifies embeddings, and knows its gradient. */
public interface Trainable {

    /** K. */
    int classCount();

    /** What is trained, each with its gradient. */
    List<Parameter> parameters();

    /**
     * The steps that classify.
     *
     * @param embeddings [B, E]
     * @param logits [B, K], overwritten
     */
    List<Step> forward(Tensor embeddings, Tensor logits);

    /**
     * The steps that follow {@link #forward} on the same tensors to find the losses and the gradient of their mean.
     *
     * @param labels [B], I32
     * @param losses [B], cross-entropies, overwritten
     */
    List<Step> backward(Tensor embeddings, Tensor logits, Tensor labels, Tensor losses);
}
