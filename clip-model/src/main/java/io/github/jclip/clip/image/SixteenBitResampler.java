// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.resample.BicubicWeights;

/** Bicubic resampling of 16-bit gray with double weights, rounded to 16 bits after each direction. */
final class SixteenBitResampler {
    private SixteenBitResampler() {}

    static SixteenBitImage resize(SixteenBitImage image, int width, int height, Region window) {
        short[] samples = image.samples();
        int inWidth = image.width();
        int firstRow = window.top();
        int rows = window.height();
        BicubicWeights columnWeights = null;
        if (height != image.height()) {
            columnWeights = BicubicWeights.of(image.height(), height, window.top(), window.bottom());
            firstRow = columnWeights.begin();
            rows = columnWeights.end() - firstRow;
        }
        short[] stretched = width == inWidth
                ? crop(samples, inWidth, window.left(), window.width(), firstRow, rows)
                : alongRows(
                        samples,
                        inWidth,
                        firstRow,
                        rows,
                        BicubicWeights.of(inWidth, width, window.left(), window.right()));
        short[] result =
                columnWeights == null ? stretched : alongColumns(stretched, window.width(), firstRow, columnWeights);
        return new SixteenBitImage(window.width(), window.height(), result);
    }

    private static short[] crop(short[] samples, int inWidth, int left, int width, int top, int rows) {
        short[] part = new short[width * rows];
        for (int y = 0; y < rows; y++) {
            System.arraycopy(samples, (top + y) * inWidth + left, part, y * width, width);
        }
        return part;
    }

    private static short[] alongRows(short[] samples, int inWidth, int firstRow, int rows, BicubicWeights weights) {
        int width = weights.size();
        double[] real = weights.real();
        short[] result = new short[width * rows];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < width; x++) {
                int in = (firstRow + y) * inWidth + weights.first(x);
                double sum = 0;
                for (int k = 0; k < weights.count(x); k++) {
                    sum += Short.toUnsignedInt(samples[in + k]) * real[x * weights.taps() + k];
                }
                result[y * width + x] = round(sum);
            }
        }
        return result;
    }

    private static short[] alongColumns(short[] samples, int width, int firstRow, BicubicWeights weights) {
        double[] real = weights.real();
        short[] result = new short[width * weights.size()];
        for (int y = 0; y < weights.size(); y++) {
            for (int x = 0; x < width; x++) {
                int in = (weights.first(y) - firstRow) * width + x;
                double sum = 0;
                for (int k = 0; k < weights.count(y); k++) {
                    sum += Short.toUnsignedInt(samples[in + k * width]) * real[y * weights.taps() + k];
                }
                result[y * width + x] = round(sum);
            }
        }
        return result;
    }

    private static short round(double value) {
        return (short) Math.clamp((long) (value + 0.5), 0, 0xffff);
    }
}
