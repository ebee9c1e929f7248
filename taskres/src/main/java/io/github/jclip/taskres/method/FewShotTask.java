// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.features.ProjectedText;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What a method sees of a data set: class embeddings, a few labelled images, perhaps images to choose hyperparameters
 * on. The test set is not part of it.
 *
 * @param classes K names
 * @param text class embeddings t [K, E], host memory, as stored, not necessarily normalised
 * @param templates class embeddings for each of several prompts [P, K, E], host memory, as stored
 * @param train the images to learn from, one or more of each class; labels 0 ≤ label &lt; K
 * @param selection images to choose hyperparameters on; what they are is in the set's name
 * @param logitScale s, the factor on cosine similarities
 * @param shots training images asked for of each class, 0 for all
 * @param seed of the order of the images and of initial values
 * @param projected what the class embeddings are made of, where the features file says so; a tuned projection is that of
 *     an enhanced base classifier, which a residual starts from
 */
public record FewShotTask(
        List<String> classes,
        Tensor text,
        Optional<Tensor> templates,
        EmbeddingSet train,
        Optional<EmbeddingSet> selection,
        double logitScale,
        int shots,
        long seed,
        Optional<ProjectedText> projected) {
    /** Takes the class names over. */
    public FewShotTask {
        classes = List.copyOf(classes);
    }

    /** A task whose class embeddings are given alone. */
    public FewShotTask(
            List<String> classes,
            Tensor text,
            Optional<Tensor> templates,
            EmbeddingSet train,
            Optional<EmbeddingSet> selection,
            double logitScale,
            int shots,
            long seed) {
        this(classes, text, templates, train, selection, logitScale, shots, seed, Optional.empty());
    }

    /** K. */
    public int classCount() {
        return classes.size();
    }

    /** E. */
    public int embeddingDim() {
        return text.dim(1);
    }

    /** The same with other images to choose hyperparameters on, or none. */
    public FewShotTask choosingOn(Optional<EmbeddingSet> other) {
        return new FewShotTask(classes, text, templates, train, other, logitScale, shots, seed, projected);
    }

    /** The same with another text projection. */
    public FewShotTask projectedBy(ProjectedText other) {
        return new FewShotTask(classes, text, templates, train, selection, logitScale, shots, seed, Optional.of(other));
    }
}
