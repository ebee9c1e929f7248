// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

/**
 * Expected calibration error (Guo et al., arXiv:1706.04599, equation 3): predictions are sorted by confidence into bins
 * of equal width, and the gaps between mean confidence and accuracy are averaged, each weighted with the share of the
 * samples in its bin.
 */
public final class CalibrationError {
    /** The number of bins that the paper and its successors take. */
    public static final int BINS = 15;

    private CalibrationError() {}

    /** The error in percent, with {@link #BINS} bins; a confidence on a border belongs to the lower bin. */
    public static double of(int[] labels, Predictions predictions) {
        double[] confidence = new double[BINS];
        int[] correct = new int[BINS];
        int samples = labels.length;
        for (int i = 0; i < samples; i++) {
            double value = predictions.confidences()[i];
            int bin = Math.clamp((int) Math.ceil(value * BINS) - 1, 0, BINS - 1);
            confidence[bin] += value;
            correct[bin] += predictions.classes()[i] == labels[i] ? 1 : 0;
        }
        double gaps = 0;
        for (int bin = 0; bin < BINS; bin++) {
            gaps += Math.abs(confidence[bin] - correct[bin]);
        }
        return 100 * gaps / samples;
    }
}
