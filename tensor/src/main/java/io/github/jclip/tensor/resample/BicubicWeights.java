// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.resample;

/**
 * What each output sample of a one-dimensional resize is made of: which input samples, with which weights. The kernel
 * is the cubic convolution with a = −0.5 (Keys 1981), stretched by the scale when shrinking, cut off at the edges and
 * normalised to sum 1; positions, order of operations and rounding are Pillow's.
 */
public final class BicubicWeights extends ResampleWeights {
    private static final double A = -0.5;
    private static final double SUPPORT = 2;

    private final double[] weights;

    private BicubicWeights(int[] first, int[] count, int taps, double[] weights) {
        super(first, count, taps);
        this.weights = weights;
    }

    /**
     * The weights of the output samples {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param in samples of the input
     * @param out samples of the whole output
     */
    public static BicubicWeights of(int in, int out, int from, int to) {
        double scale = (double) in / out;
        double stretch = Math.max(scale, 1);
        double support = SUPPORT * stretch;
        double shrink = 1 / stretch;
        int taps = (int) Math.ceil(support) * 2 + 1;
        int samples = to - from;
        int[] first = new int[samples];
        int[] count = new int[samples];
        double[] weights = new double[Math.multiplyExact(samples, taps)];
        for (int i = 0; i < samples; i++) {
            double centre = (from + i + 0.5) * scale;
            int start = Math.max(0, (int) (centre - support + 0.5));
            int end = Math.min(in, (int) (centre + support + 0.5));
            first[i] = start;
            count[i] = end - start;
            double sum = 0;
            for (int k = 0; k < end - start; k++) {
                double weight = kernel((k + start - centre + 0.5) * shrink);
                weights[i * taps + k] = weight;
                sum += weight;
            }
            if (sum != 0) {
                for (int k = 0; k < end - start; k++) {
                    weights[i * taps + k] /= sum;
                }
            }
        }
        return new BicubicWeights(first, count, taps, weights);
    }

    private static double kernel(double t) {
        double x = Math.abs(t);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }

    /** The weights, {@link #taps()} for each output sample; not a copy. */
    public double[] real() {
        return weights;
    }

    /** The weights in fixed point, rounded half away from zero. */
    public FixedPointWeights fixedPoint() {
        int[] fixed = new int[weights.length];
        for (int i = 0; i < fixed.length; i++) {
            double scaled = weights[i] * (1 << FixedPointWeights.FRACTION_BITS);
            fixed[i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
        return with(fixed);
    }
}
