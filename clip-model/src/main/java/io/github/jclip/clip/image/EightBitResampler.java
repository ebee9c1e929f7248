// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** Bicubic resampling of 8-bit samples in 22-bit fixed point, rounded to 8 bits after each direction. */
final class EightBitResampler {
    private static final EightBitResampler DEFAULT = new EightBitResampler(ResamplePasses.choose());

    private final ResamplePasses passes;

    EightBitResampler(ResamplePasses passes) {
        this.passes = passes;
    }

    /** The resampler for this machine. */
    static EightBitResampler forThisMachine() {
        return DEFAULT;
    }

    EightBitImage resize(EightBitImage image, int width, int height, Region window) {
        boolean sameWidth = width == image.width();
        if (height == image.height()) {
            return sameWidth ? image.crop(window) : alongRows(image, width, window);
        }
        BicubicWeights weights = BicubicWeights.of(image.height(), height, window.top(), window.bottom());
        Region needed = new Region(window.left(), weights.begin(), window.width(), weights.end() - weights.begin());
        return alongColumns(sameWidth ? image.crop(needed) : alongRows(image, width, needed), weights);
    }

    /** Resamples rows to a width and keeps a part of the result. */
    private EightBitImage alongRows(EightBitImage image, int width, Region window) {
        BicubicWeights weights = BicubicWeights.of(image.width(), width, window.left(), window.right());
        int bands = image.mode().bands();
        int stride = image.width() * bands;
        byte[] result = new byte[window.width() * window.height() * bands];
        passes.alongRows(image.samples(), window.top() * stride, stride, bands, window.height(), weights, result);
        return new EightBitImage(image.mode(), window.width(), window.height(), result);
    }

    /** Resamples the columns of rows {@code weights.begin()} to {@code weights.end()} of an image. */
    private EightBitImage alongColumns(EightBitImage rows, BicubicWeights weights) {
        int length = rows.width() * rows.mode().bands();
        byte[] result = new byte[length * weights.size()];
        passes.alongColumns(rows.samples(), length, weights, result);
        return new EightBitImage(rows.mode(), rows.width(), weights.size(), result);
    }
}
