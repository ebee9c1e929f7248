// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** An image of 8-bit samples. */
public final class EightBitImage implements DecodedImage {
    private final PixelMode mode;
    private final int width;
    private final int height;
    private final byte[] samples;

    /**
     * An image over the given samples, which are not copied.
     *
     * @param mode any but {@link PixelMode#PALETTE} and {@link PixelMode#GRAY16}
     * @param samples [height, width, bands], unsigned
     * @throws IllegalArgumentException if the mode has no 8-bit samples or their number does not fit the size
     */
    public EightBitImage(PixelMode mode, int width, int height, byte[] samples) {
        if (mode == PixelMode.PALETTE || mode == PixelMode.GRAY16) {
            throw new IllegalArgumentException("no 8-bit samples in mode " + mode);
        }
        if ((long) width * height * mode.bands() != samples.length) {
            throw new IllegalArgumentException(
                    "%d samples for %d x %d pixels of mode %s".formatted(samples.length, width, height, mode));
        }
        this.mode = mode;
        this.width = width;
        this.height = height;
        this.samples = samples;
    }

    @Override
    public PixelMode mode() {
        return mode;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    /** The samples themselves, [height, width, bands], unsigned; not a copy. */
    public byte[] samples() {
        return samples;
    }

    /** A copy of a part of this image. */
    public EightBitImage crop(Region region) {
        region.requireInside(width, height);
        int bands = mode.bands();
        int rowLength = region.width() * bands;
        byte[] part = new byte[rowLength * region.height()];
        for (int y = 0; y < region.height(); y++) {
            int from = ((region.top() + y) * width + region.left()) * bands;
            System.arraycopy(samples, from, part, y * rowLength, rowLength);
        }
        return new EightBitImage(mode, region.width(), region.height(), part);
    }

    /** A copy with left and right exchanged. */
    public EightBitImage flipHorizontally() {
        int bands = mode.bands();
        byte[] flipped = new byte[samples.length];
        for (int row = 0; row < samples.length; row += width * bands) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(samples, row + x * bands, flipped, row + (width - 1 - x) * bands, bands);
            }
        }
        return new EightBitImage(mode, width, height, flipped);
    }

    @Override
    public EightBitImage toRgb() {
        return switch (mode) {
            case RGB -> this;
            case BILEVEL, GRAY, GRAY_ALPHA -> grayToRgb();
            case RGB_ALPHA -> withoutAlpha();
            case CMYK -> cmykToRgb();
            case PALETTE, GRAY16 -> throw new AssertionError(mode);
        };
    }

    private EightBitImage grayToRgb() {
        int bands = mode.bands();
        byte[] rgb = new byte[3 * width * height];
        for (int in = 0, out = 0; out < rgb.length; in += bands, out += 3) {
            byte gray = samples[in];
            rgb[out] = gray;
            rgb[out + 1] = gray;
            rgb[out + 2] = gray;
        }
        return new EightBitImage(PixelMode.RGB, width, height, rgb);
    }

    private EightBitImage withoutAlpha() {
        byte[] rgb = new byte[3 * width * height];
        for (int in = 0, out = 0; out < rgb.length; in += 4, out += 3) {
            rgb[out] = samples[in];
            rgb[out + 1] = samples[in + 1];
            rgb[out + 2] = samples[in + 2];
        }
        return new EightBitImage(PixelMode.RGB, width, height, rgb);
    }

    private EightBitImage cmykToRgb() {
        byte[] rgb = new byte[3 * width * height];
        for (int in = 0, out = 0; out < rgb.length; in += 4, out += 3) {
            int white = 255 - Byte.toUnsignedInt(samples[in + 3]);
            for (int c = 0; c < 3; c++) {
                int ink = Byte.toUnsignedInt(samples[in + c]);
                rgb[out + c] = (byte) (white - UnitBytes.multiply(ink, white));
            }
        }
        return new EightBitImage(PixelMode.RGB, width, height, rgb);
    }
}
