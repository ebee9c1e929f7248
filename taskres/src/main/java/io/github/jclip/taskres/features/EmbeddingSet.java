// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.features;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Embeddings with their labels, as a features file holds them. */
public final class EmbeddingSet {
    private final String name;
    private final Tensor embeddings;
    private final int[] labels;
    private final int[] sourceRows;
    private final Optional<Views> views;

    /**
     * Embeddings from anywhere.
     *
     * @param name where they come from, in words
     * @param embeddings [N, E], floating, host memory
     * @param labels [N], each 0 ≤ label &lt; K; a copy is taken
     */
    public EmbeddingSet(String name, Tensor embeddings, int[] labels) {
        this(name, embeddings, labels, IntStream.range(0, labels.length).toArray(), Optional.empty());
    }

    private EmbeddingSet(String name, Tensor embeddings, int[] labels, int[] sourceRows, Optional<Views> views) {
        if (embeddings.dim(0) != labels.length) {
            throw new IllegalArgumentException("%d labels for %s".formatted(labels.length, embeddings));
        }
        this.name = name;
        this.embeddings = embeddings;
        this.labels = labels.clone();
        this.sourceRows = sourceRows;
        this.views = views;
    }

    /**
     * Some of the rows, copied.
     *
     * @param newName where they come from, in words
     * @param rows in the order of the result
     * @param newLabels of those rows
     * @param scope owner of the copy, of host memory
     */
    public EmbeddingSet rows(String newName, List<Integer> rows, int[] newLabels, Scope scope) {
        Tensor selected = scope.allocate(embeddings.dtype(), rows.size(), embeddings.dim(1));
        for (int i = 0; i < rows.size(); i++) {
            selected.select(0, i).copyFrom(embeddings.select(0, rows.get(i)));
        }
        int[] sources = rows.stream().mapToInt(this::sourceRow).toArray();
        int[] chosen = rows.stream().mapToInt(Integer::intValue).toArray();
        return new EmbeddingSet(newName, selected, newLabels, sources, views.map(all -> all.rows(chosen, scope)));
    }

    /** The same with augmented views of its images. */
    public EmbeddingSet withViews(Views augmented) {
        if (augmented.images() != count()) {
            throw new IllegalArgumentException("views of %d images for %d".formatted(augmented.images(), count()));
        }
        return new EmbeddingSet(name, embeddings, labels, sourceRows, Optional.of(augmented));
    }

    /**
     * The same with other embeddings and no views.
     *
     * @param newName where they come from, in words
     * @param others [N, E], floating, host memory
     */
    public EmbeddingSet withEmbeddings(String newName, Tensor others) {
        return new EmbeddingSet(newName, others, labels, sourceRows, Optional.empty());
    }

    /** Augmented views of its images, where there are any. */
    public Optional<Views> views() {
        return views;
    }

    /** The row of the stored tensor that a row comes from. */
    public int sourceRow(int row) {
        return sourceRows[row];
    }

    /** Name of the tensor in the file, or where the rows come from, in words. */
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
