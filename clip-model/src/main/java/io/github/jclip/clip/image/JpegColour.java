// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** Luma and chroma (ITU-R BT.601, full range) to RGB in libjpeg's 16-bit fixed point. */
final class JpegColour {
    private static final int SCALE_BITS = 16;
    private static final int HALF = 1 << (SCALE_BITS - 1);
    private static final int CR_TO_R = fixed(1.40200);
    private static final int CB_TO_G = -fixed(0.34414);
    private static final int CR_TO_G = -fixed(0.71414);
    private static final int CB_TO_B = fixed(1.77200);

    private JpegColour() {}

    private static int fixed(double value) {
        return (int) (value * (1 << SCALE_BITS) + 0.5);
    }

    /**
     * Converts the first three components of every pixel in place.
     *
     * @param samples interleaved Y, Cb, Cr and possibly one more
     * @param bands components of a pixel
     */
    static void toRgb(byte[] samples, int bands) {
        for (int i = 0; i < samples.length; i += bands) {
            int y = Byte.toUnsignedInt(samples[i]);
            int cb = Byte.toUnsignedInt(samples[i + 1]) - 128;
            int cr = Byte.toUnsignedInt(samples[i + 2]) - 128;
            samples[i] = clip(y + ((CR_TO_R * cr + HALF) >> SCALE_BITS));
            samples[i + 1] = clip(y + ((CB_TO_G * cb + CR_TO_G * cr + HALF) >> SCALE_BITS));
            samples[i + 2] = clip(y + ((CB_TO_B * cb + HALF) >> SCALE_BITS));
        }
    }

    private static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
