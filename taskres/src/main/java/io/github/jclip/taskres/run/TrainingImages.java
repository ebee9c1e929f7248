// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.fewshot.FewShotSampler;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** The images to train on: a set of the file as it stands, or shots drawn from the full set by the protocol. */
final class TrainingImages {
    private final String source;
    private final Tensor embeddings;
    private final int[] labels;

    private TrainingImages(String source, Tensor embeddings, int[] labels) {
        this.source = source;
        this.embeddings = embeddings;
        this.labels = labels;
    }

    /**
     * Finds the images for a number of shots. A set of the file with exactly that many shots wins over drawing.
     *
     * @param scope owner of what is drawn
     */
    static TrainingImages select(FeaturesFile features, int shots, long seed, Scope scope) {
        if (shots == TuneOptions.ALL_SHOTS) {
            return whole(features.fullTrainingSet());
        }
        if (features.hasShotSet(shots) || !features.hasFullTrainingSet()) {
            return whole(features.shotSetOf(shots));
        }
        return drawn(features.fullTrainingSet(), shots, seed, scope);
    }

    private static TrainingImages whole(EmbeddingSet set) {
        return new TrainingImages(set.name(), set.embeddings(), set.labels());
    }

    private static TrainingImages drawn(EmbeddingSet full, int shots, long seed, Scope scope) {
        int[] labels = full.labels();
        List<Integer> rows = new FewShotSampler(new PythonRandom(seed), false)
                .sample(IntStream.range(0, labels.length).boxed().toList(), row -> labels[row], shots);
        Tensor stored = full.embeddings();
        Tensor selected = scope.allocate(stored.dtype(), rows.size(), stored.dim(1));
        for (int i = 0; i < rows.size(); i++) {
            selected.select(0, i).copyFrom(stored.select(0, rows.get(i)));
        }
        String source = "%d shots drawn from %s with seed %d".formatted(shots, full.name(), seed);
        return new TrainingImages(
                source, selected, rows.stream().mapToInt(row -> labels[row]).toArray());
    }

    /** Where they come from, in words. */
    String source() {
        return source;
    }

    /** [N, E], host memory, as stored. */
    Tensor embeddings() {
        return embeddings;
    }

    /** [N]. */
    int[] labels() {
        return labels;
    }
}
