// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.tensor.Tensor;

/**
 * Scores image embeddings against class embeddings by scaled cosines. The product is small beside a tower's work, so it
 * is computed on the host in double.
 */
public final class ZeroShotClassifier {
    private final double[][] classes;
    private final double scale;

    /**
     * A classifier.
     *
     * @param classEmbeddings [K, E], normalised or not
     * @param logitScale what cosines are multiplied with
     */
    public ZeroShotClassifier(Tensor classEmbeddings, double logitScale) {
        this.classes = unitRows(classEmbeddings);
        this.scale = logitScale;
    }

    /** K, the number of classes. */
    public int classCount() {
        return classes.length;
    }

    /**
     * Scaled cosines.
     *
     * @param imageEmbeddings [B, E], normalised or not
     * @return logits [B][K]
     */
    public double[][] logits(Tensor imageEmbeddings) {
        double[][] images = unitRows(imageEmbeddings);
        double[][] logits = new double[images.length][classes.length];
        for (int i = 0; i < images.length; i++) {
            for (int k = 0; k < classes.length; k++) {
                logits[i][k] = scale * dot(images[i], classes[k]);
            }
        }
        return logits;
    }

    /** Softmax of the {@linkplain #logits(Tensor) logits} over the classes, [B][K]. */
    public double[][] probabilities(Tensor imageEmbeddings) {
        return softmax(logits(imageEmbeddings));
    }

    /** Probabilities of logits, row by row. */
    public static double[][] softmax(double[][] logits) {
        double[][] rows = new double[logits.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = logits[i].clone();
            softmax(rows[i]);
        }
        return rows;
    }

    private static void softmax(double[] row) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : row) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            row[i] = Math.exp(row[i] - max);
            sum += row[i];
        }
        for (int i = 0; i < row.length; i++) {
            row[i] /= sum;
        }
    }

    private static double[][] unitRows(Tensor embeddings) {
        double[][] rows = new double[embeddings.dim(0)][];
        for (int i = 0; i < rows.length; i++) {
            double[] row = embeddings.select(0, i).toDoubleArray();
            double norm = Math.sqrt(dot(row, row));
            for (int c = 0; c < row.length; c++) {
                row[c] /= norm;
            }
            rows[i] = row;
        }
        return rows;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
