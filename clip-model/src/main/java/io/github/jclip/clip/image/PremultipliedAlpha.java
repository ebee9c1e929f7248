// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** Colours multiplied by their opacity, so that transparent pixels have no weight in a resampling. */
final class PremultipliedAlpha {
    private PremultipliedAlpha() {}

    /** A copy with every colour multiplied by its opacity. */
    static EightBitImage multiply(EightBitImage image) {
        byte[] samples = image.samples().clone();
        int bands = image.mode().bands();
        for (int i = 0; i < samples.length; i += bands) {
            int alpha = Byte.toUnsignedInt(samples[i + bands - 1]);
            for (int c = i; c < i + bands - 1; c++) {
                samples[c] = (byte) UnitBytes.multiply(Byte.toUnsignedInt(samples[c]), alpha);
            }
        }
        return new EightBitImage(image.mode(), image.width(), image.height(), samples);
    }

    /** A copy with every colour divided by its opacity, unless that is 0. */
    static EightBitImage divide(EightBitImage image) {
        byte[] samples = image.samples().clone();
        int bands = image.mode().bands();
        for (int i = 0; i < samples.length; i += bands) {
            int alpha = Byte.toUnsignedInt(samples[i + bands - 1]);
            for (int c = i; c < i + bands - 1 && alpha != 0; c++) {
                samples[c] = (byte) UnitBytes.divide(Byte.toUnsignedInt(samples[c]), alpha);
            }
        }
        return new EightBitImage(image.mode(), image.width(), image.height(), samples);
    }
}
