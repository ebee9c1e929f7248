// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

/** Decisions from logits. */
final class Logits {
    private Logits() {}

    /** The class with the largest logit of a row, the first of several. */
    static int firstMaximum(double[] logits, int row, int classCount) {
        int offset = row * classCount;
        int best = 0;
        double largest = logits[offset];
        for (int k = 1; k < classCount; k++) {
            double logit = logits[offset + k];
            if (logit > largest) {
                largest = logit;
                best = k;
            }
        }
        return best;
    }

    /** The softmax probability of the largest of some logits. */
    static double largestProbability(double[] logits, int largest) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - logits[largest]);
        }
        return 1 / sum;
    }
}
