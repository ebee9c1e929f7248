// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.resample.BicubicWeights;
import io.github.jclip.tensor.resample.FixedPointWeights;
import io.github.jclip.tensor.resample.ResamplePasses;

/** Bicubic resampling of 8-bit samples in 22-bit fixed point, rounded to 8 bits after each direction. */
final class EightBitResampler {
    private static final ResamplePasses PASSES = ResamplePasses.choose();

    private EightBitResampler() {}

    static EightBitImage resize(EightBitImage image, int width, int height, Region window) {
        boolean sameWidth = width == image.width();
        if (height == image.height()) {
            return sameWidth ? image.crop(window) : alongRows(image, width, window);
        }
        FixedPointWeights weights = BicubicWeights.of(image.height(), height, window.top(), window.bottom())
                .fixedPoint();
        Region needed = new Region(window.left(), weights.begin(), window.width(), weights.end() - weights.begin());
        return alongColumns(sameWidth ? image.crop(needed) : alongRows(image, width, needed), weights);
    }

    /** Resamples rows to a width and keeps a part of the result. */
    private static EightBitImage alongRows(EightBitImage image, int width, Region window) {
        FixedPointWeights weights = BicubicWeights.of(image.width(), width, window.left(), window.right())
                .fixedPoint();
        int bands = image.mode().bands();
        int stride = image.width() * bands;
        byte[] result = new byte[window.width() * window.height() * bands];
        PASSES.alongRows(image.samples(), window.top() * stride, stride, bands, window.height(), weights, result);
        return new EightBitImage(image.mode(), window.width(), window.height(), result);
    }

    /** Resamples the columns of rows {@code weights.begin()} to {@code weights.end()} of an image. */
    private static EightBitImage alongColumns(EightBitImage rows, FixedPointWeights weights) {
        int length = rows.width() * rows.mode().bands();
        byte[] result = new byte[length * weights.size()];
        PASSES.alongColumns(rows.samples(), length, weights, result);
        return new EightBitImage(rows.mode(), rows.width(), weights.size(), result);
    }
}
