// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores of a classifier on a set, as they are stored; rates in percent.
 *
 * @param total samples
 * @param error 100 − accuracy
 * @param macroF1 mean F1 of the classes that have samples
 * @param calibrationError expected calibration error, {@value CalibrationError#BINS} bins
 * @param classTotals samples of each class
 * @param classCorrect samples of each class that were classified correctly
 * @param confusions every kind of mistake that was made, by label, then by prediction
 */
public record Scores(
        int total,
        int correct,
        double accuracy,
        double error,
        double macroF1,
        double calibrationError,
        List<Integer> classTotals,
        List<Integer> classCorrect,
        List<Confusion> confusions) {

    /** So many samples of a class were taken for another one. */
    public record Confusion(int label, int prediction, int count) {}

    /** Scores from predictions; labels are in 0 to {@code classCount} − 1. */
    public static Scores of(int[] labels, Predictions predictions, int classCount) {
        ConfusionMatrix matrix = ConfusionMatrix.of(labels, predictions.classes(), classCount);
        return new Scores(
                matrix.total(),
                matrix.correct(),
                matrix.accuracy(),
                100 - matrix.accuracy(),
                matrix.macroF1(),
                CalibrationError.of(labels, predictions),
                matrix.totals(),
                matrix.correctOnes(),
                matrix.confusions());
    }

    /** K. */
    public int classCount() {
        return classTotals.size();
    }

    /** Top-1 accuracy of a class in percent; NaN for a class without samples. */
    public double accuracy(int label) {
        return 100.0 * classCorrect.get(label) / classTotals.get(label);
    }

    /** Mean of the accuracies of the classes that have samples, in percent. */
    public double meanClassAccuracy() {
        return IntStream.range(0, classCount())
                .filter(k -> classTotals.get(k) > 0)
                .mapToDouble(this::accuracy)
                .average()
                .orElse(Double.NaN);
    }
}
