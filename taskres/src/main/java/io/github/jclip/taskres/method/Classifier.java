// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.tensor.Tensor;
import java.util.Map;

/** A fitted classifier on a device. */
public interface Classifier {

    /** K. */
    int classCount();

    /**
     * Classifies embeddings.
     *
     * @param embeddings [N, E] as the tower gave them, on the device, in its compute type
     * @param logits [N, K], overwritten; their softmax is the classifier's confidence
     */
    void classify(Tensor embeddings, Tensor logits);

    /** What {@link Method#restore} needs, by the names of the checkpoint; on the device. */
    Map<String, Tensor> tensors();
}
