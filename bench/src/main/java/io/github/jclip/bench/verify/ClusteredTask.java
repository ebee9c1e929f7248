// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import java.util.SplittableRandom;

/**
 * A few-shot task made from a seed: the embeddings of a class lie around its centre, and its text embedding is a poor guess
 * of the centre, so that tuning has something to gain.
 *
 * @param classes K
 * @param width E
 * @param shots training images of each class
 * @param queries test images of each class
 * @param spread standard deviation of what is added to a centre, over that of the centres, for images
 * @param textError the same for text embeddings
 * @param epochs of training
 */
record ClusteredTask(int classes, int width, int shots, int queries, double spread, double textError, int epochs) {
    private static final int CENTRES = 1;
    private static final int TEXTS = 2;
    private static final int TRAIN = 3;
    private static final int TEST = 4;

    static final ClusteredTask FULL = new ClusteredTask(100, 512, 16, 20, 3, 3.5, 10);
    static final ClusteredTask QUICK = new ClusteredTask(10, 64, 16, 10, 1.5, 2, 3);

    /** The class of each of so many images of each class. */
    int[] labels(int each) {
        int[] labels = new int[classes * each];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % classes;
        }
        return labels;
    }

    /** The text embeddings [K, E], of length 1. */
    float[] texts() {
        return around(labels(1), textError, TEXTS);
    }

    /** Embeddings of the training images, of length 1. */
    float[] train() {
        return around(labels(shots), spread, TRAIN);
    }

    /** Embeddings of the test images, of length 1. */
    float[] test() {
        return around(labels(queries), spread, TEST);
    }

    private float[] around(int[] labels, double deviation, long seed) {
        double[] centres = normal(classes * width, CENTRES);
        double[] rows = normal(labels.length * width, seed);
        float[] normalised = new float[rows.length];
        for (int row = 0; row < labels.length; row++) {
            double squares = 0;
            for (int i = 0; i < width; i++) {
                int at = row * width + i;
                rows[at] = centres[labels[row] * width + i] + deviation * rows[at];
                squares += rows[at] * rows[at];
            }
            for (int i = 0; i < width; i++) {
                int at = row * width + i;
                normalised[at] = (float) (rows[at] / Math.sqrt(squares));
            }
        }
        return normalised;
    }

    private static double[] normal(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    /** The training images in the order of an epoch. */
    int[] permutation(int epoch) {
        SplittableRandom random = new SplittableRandom(epoch);
        int[] order = new int[classes * shots];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
