// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.features;

import io.github.jclip.tensor.Tensor;

/** Embeddings with their labels, as a features file holds them. */
public final class EmbeddingSet {
    private final String name;
    private final Tensor embeddings;
    private final int[] labels;

    EmbeddingSet(String name, Tensor embeddings, int[] labels) {
        this.name = name;
        this.embeddings = embeddings;
        this.labels = labels;
    }

    /** Name of the tensor in the file. */
    public String name() {
        return name;
    }

    /** Samples. */
    public int count() {
        return labels.length;
    }

    /** [N, E] as stored, host memory, not necessarily normalised; valid while the file is open. */
    public Tensor embeddings() {
        return embeddings;
    }

    /** [N], each 0 ≤ label &lt; K; a copy. */
    public int[] labels() {
        return labels.clone();
    }
}
