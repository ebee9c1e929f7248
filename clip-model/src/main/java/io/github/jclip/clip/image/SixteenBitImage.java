// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** An image of 16-bit gray samples. */
public final class SixteenBitImage implements DecodedImage {
    private final int width;
    private final int height;
    private final short[] samples;

    /**
     * An image over the given samples, which are not copied.
     *
     * @param samples [height, width], unsigned
     * @throws IllegalArgumentException if the number of samples does not fit the size
     */
    public SixteenBitImage(int width, int height, short[] samples) {
        if ((long) width * height != samples.length) {
            throw new IllegalArgumentException("%d samples for %d x %d".formatted(samples.length, width, height));
        }
        this.width = width;
        this.height = height;
        this.samples = samples;
    }

    @Override
    public PixelMode mode() {
        return PixelMode.GRAY16;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    /** The samples themselves, [height, width], unsigned; not a copy. */
    public short[] samples() {
        return samples;
    }

    /** Clips at 255, so that an ordinary 16-bit image becomes almost white: Pillow's rule, kept for equality. */
    @Override
    public EightBitImage toRgb() {
        byte[] rgb = new byte[3 * samples.length];
        for (int i = 0; i < samples.length; i++) {
            byte gray = (byte) Math.min(255, Short.toUnsignedInt(samples[i]));
            rgb[3 * i] = gray;
            rgb[3 * i + 1] = gray;
            rgb[3 * i + 2] = gray;
        }
        return new EightBitImage(PixelMode.RGB, width, height, rgb);
    }
}
