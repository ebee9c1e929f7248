// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How often each class was taken for each other one, and the scores that follow from it. */
public final class ConfusionMatrix {
    private final int[][] counts;

    private ConfusionMatrix(int[][] counts) {
        this.counts = counts;
    }

    /** Counts predictions against labels, both in 0 to {@code classCount} − 1. */
    public static ConfusionMatrix of(int[] labels, int[] predictions, int classCount) {
        int[][] counts = new int[classCount][classCount];
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]][predictions[i]]++;
        }
        return new ConfusionMatrix(counts);
    }

    public int classCount() {
        return counts.length;
    }

    /** Samples of class {@code label} that were taken for class {@code prediction}. */
    public int count(int label, int prediction) {
        return counts[label][prediction];
    }

    /** All samples. */
    public int total() {
        int total = 0;
        for (int label = 0; label < counts.length; label++) {
            total += total(label);
        }
        return total;
    }

    /** Samples of a class. */
    public int total(int label) {
        int total = 0;
        for (int count : counts[label]) {
            total += count;
        }
        return total;
    }

    /** Samples that were classified correctly. */
    public int correct() {
        int correct = 0;
        for (int label = 0; label < counts.length; label++) {
            correct += counts[label][label];
        }
        return correct;
    }

    /** Samples of each class. */
    List<Integer> totals() {
        return IntStream.range(0, counts.length).mapToObj(this::total).toList();
    }

    /** Samples of each class that were classified correctly. */
    List<Integer> correctOnes() {
        return IntStream.range(0, counts.length).mapToObj(k -> counts[k][k]).toList();
    }

    /** What lies beside the diagonal and is not 0. */
    List<Scores.Confusion> confusions() {
        List<Scores.Confusion> confusions = new ArrayList<>();
        for (int label = 0; label < counts.length; label++) {
            for (int prediction = 0; prediction < counts.length; prediction++) {
                if (label != prediction && counts[label][prediction] > 0) {
                    confusions.add(new Scores.Confusion(label, prediction, counts[label][prediction]));
                }
            }
        }
        return confusions;
    }

    /** Top-1 accuracy in percent. */
    public double accuracy() {
        return 100.0 * correct() / total();
    }

    /** Top-1 accuracy of a class in percent; NaN for a class without samples. */
    public double accuracy(int label) {
        return 100.0 * counts[label][label] / total(label);
    }

    /** Mean F1 of the classes that have samples, in percent, each class counting the same. */
    public double macroF1() {
        double sum = 0;
        int present = 0;
        for (int label = 0; label < counts.length; label++) {
            int samples = total(label);
            if (samples > 0) {
                sum += 2.0 * counts[label][label] / (samples + timesPredicted(label));
                present++;
            }
        }
        return 100 * sum / present;
    }

    private int timesPredicted(int prediction) {
        int times = 0;
        for (int[] row : counts) {
            times += row[prediction];
        }
        return times;
    }
}
