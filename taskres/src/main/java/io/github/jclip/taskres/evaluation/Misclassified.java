// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A sample that was classified wrongly.
 *
 * @param index its row in the set
 * @param confidence softmax probability of the prediction, 0 to 1
 */
public record Misclassified(int index, int label, int prediction, double confidence) {

    /** The same mistake with another row number. */
    public Misclassified at(int otherIndex) {
        return new Misclassified(otherIndex, label, prediction, confidence);
    }

    /** The mistakes that the classifier was surest of, the worst first, at most so many. */
    public static List<Misclassified> worst(int[] labels, Predictions predictions, int limit) {
        List<Misclassified> mistakes = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            int prediction = predictions.classes()[i];
            if (prediction != labels[i]) {
                mistakes.add(
                        new Misclassified(i, labels[i], prediction, predictions.confidences()[i]));
            }
        }
        Comparator<Misclassified> surestFirst =
                Comparator.comparingDouble(Misclassified::confidence).reversed();
        return mistakes.stream()
                .sorted(surestFirst.thenComparingInt(Misclassified::index))
                .limit(limit)
                .toList();
    }
}
