// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.evaluation.Predictions;
import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.train.Classification;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Arrays;

/** Runs classifiers over sets. */
public final class Accuracy {
    private Accuracy() {}

    /** What a classifier says of each image of a set. */
    public static Predictions predict(Device device, Classifier classifier, EmbeddingSet set) {
        return Classification.predict(device, classifier.classCount(), classifier::classify, set.embeddings());
    }

    /**
     * The logits of embeddings.
     *
     * @param embeddings [N, E] as the tower gave them, host memory
     * @return [N][K]
     */
    public static double[][] logits(Device device, Classifier classifier, Tensor embeddings) {
        try (Scope scope = device.openScope();
                Scope host = Scope.ofHost()) {
            Tensor loaded = Embeddings.load(device, scope, embeddings);
            Tensor logits = scope.allocate(loaded.dtype(), embeddings.dim(0), classifier.classCount());
            classifier.classify(loaded, logits);
            Tensor copy = host.allocate(logits.dtype(), logits.shape());
            device.copy(logits, copy);
            device.synchronize();
            double[][] rows = new double[copy.dim(0)][];
            Arrays.setAll(rows, row -> copy.select(0, row).toDoubleArray());
            return rows;
        }
    }

    /** Images classified correctly. */
    static int correct(Device device, Classifier classifier, EmbeddingSet set) {
        return correct(set.labels(), predict(device, classifier, set).classes());
    }

    static int correct(int[] labels, int[] predictions) {
        int correct = 0;
        for (int i = 0; i < labels.length; i++) {
            correct += labels[i] == predictions[i] ? 1 : 0;
        }
        return correct;
    }

    static double percent(int correct, EmbeddingSet set) {
        return 100.0 * correct / set.count();
    }
}
