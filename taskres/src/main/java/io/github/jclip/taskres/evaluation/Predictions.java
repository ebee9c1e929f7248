// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

/** What a classifier says of each sample of a set. */
public final class Predictions {
    private final int[] classes;
    private final float[] confidences;

    /**
     * Predictions, which are taken over.
     *
     * @param classes [N], the class with the largest logit, the first of several
     * @param confidences [N], the softmax probability of that class, 0 to 1
     */
    public Predictions(int[] classes, float[] confidences) {
        if (classes.length != confidences.length) {
            throw new IllegalArgumentException(
                    "%d classes with %d confidences".formatted(classes.length, confidences.length));
        }
        this.classes = classes;
        this.confidences = confidences;
    }

    /** N. */
    public int count() {
        return classes.length;
    }

    /** [N], the class of each sample; not a copy. */
    public int[] classes() {
        return classes;
    }

    /** [N], the probability of that class, 0 to 1; not a copy. */
    public float[] confidences() {
        return confidences;
    }
}
