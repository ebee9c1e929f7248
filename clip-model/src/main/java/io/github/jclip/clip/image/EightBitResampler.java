// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.clip.image;

import java.util.Arrays;

/** Bicubic resampling of 8-bit samples in 22-bit fixed point, rounded to 8 bits after each direction. */
final class EightBitResampler {
    /** What 32 bits leave for the fraction of a weight: 8 go to the sample, 2 to weights beyond 0 to 1. */
    private static final int FRACTION_BITS = 32 - 8 - 2;

    private static final int HALF = 1 << (FRACTION_BITS - 1);

    private EightBitResampler() {}

    static EightBitImage resize(EightBitImage image, int width, int height, Region window) {
        boolean sameWidth = width == image.width();
        if (height == image.height()) {
            return sameWidth ? image.crop(window) : alongRows(image, width, window);
        }
        BicubicWeights weights = BicubicWeights.of(image.height(), height, window.top(), window.bottom());
        Region needed = new Region(window.left(), weights.begin(), window.width(), weights.end() - weights.begin());
        return alongColumns(sameWidth ? image.crop(needed) : alongRows(image, width, needed), weights);
    }

    /** Resamples rows to a width and keeps a part of the result. */
    private static EightBitImage alongRows(EightBitImage image, int width, Region window) {
        BicubicWeights weights = BicubicWeights.of(image.width(), width, window.left(), window.right());
        int bands = image.mode().bands();
        byte[] result = new byte[window.width() * window.height() * bands];
        RowResampler rows = new RowResampler(weights, bands);
        int stride = image.width() * bands;
        for (int y = 0; y < window.height(); y++) {
            rows.resample(image.samples(), (window.top() + y) * stride, result, y * window.width() * bands);
        }
        return new EightBitImage(image.mode(), window.width(), window.height(), result);
    }

    /** Resamples the columns of rows {@code weights.begin()} to {@code weights.end()} of an image. */
    private static EightBitImage alongColumns(EightBitImage rows, BicubicWeights weights) {
        int length = rows.width() * rows.mode().bands();
        int[] fixed = weights.fixedPoint(FRACTION_BITS);
        byte[] result = new byte[length * weights.size()];
        int[] sums = new int[length];
        for (int y = 0; y < weights.size(); y++) {
            Arrays.fill(sums, HALF);
            int in = (weights.first(y) - weights.begin()) * length;
            for (int k = 0; k < weights.count(y); k++) {
                addScaled(sums, rows.samples(), in + k * length, fixed[y * weights.taps() + k]);
            }
            store(sums, result, y * length);
        }
        return new EightBitImage(rows.mode(), rows.width(), weights.size(), result);
    }

    private static void addScaled(int[] sums, byte[] samples, int from, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (samples[from + i] & 0xff) * weight;
        }
    }

    private static void store(int[] sums, byte[] target, int from) {
        for (int i = 0; i < sums.length; i++) {
            target[from + i] = (byte) Math.max(0, Math.min(255, sums[i] >> FRACTION_BITS));
        }
    }

    /** Resamples single rows. */
    private static final class RowResampler {
        private final BicubicWeights weights;
        private final int[] fixed;
        private final int bands;

        RowResampler(BicubicWeights weights, int bands) {
            this.weights = weights;
            this.fixed = weights.fixedPoint(FRACTION_BITS);
            this.bands = bands;
        }

        void resample(byte[] samples, int row, byte[] target, int from) {
            if (bands == 3) {
                resampleRgb(samples, row, target, from);
                return;
            }
            for (int c = 0; c < bands; c++) {
                resampleBand(samples, row + c, target, from + c);
            }
        }

        private void resampleRgb(byte[] samples, int row, byte[] target, int from) {
            int out = from;
            for (int x = 0; x < weights.size(); x++) {
                int in = row + 3 * weights.first(x);
                int weight = x * weights.taps();
                int end = weight + weights.count(x);
                int red = HALF;
                int green = HALF;
                int blue = HALF;
                for (int k = weight; k < end; k++, in += 3) {
                    int w = fixed[k];
                    red += (samples[in] & 0xff) * w;
                    green += (samples[in + 1] & 0xff) * w;
                    blue += (samples[in + 2] & 0xff) * w;
                }
                target[out++] = clip(red);
                target[out++] = clip(green);
                target[out++] = clip(blue);
            }
        }

        private void resampleBand(byte[] samples, int row, byte[] target, int from) {
            for (int x = 0; x < weights.size(); x++) {
                int in = row + bands * weights.first(x);
                int weight = x * weights.taps();
                int sum = HALF;
                for (int k = 0; k < weights.count(x); k++) {
                    sum += (samples[in + k * bands] & 0xff) * fixed[weight + k];
                }
                target[from + x * bands] = clip(sum);
            }
        }

        private static byte clip(int sum) {
            return (byte) Math.max(0, Math.min(255, sum >> FRACTION_BITS));
        }
    }
}
