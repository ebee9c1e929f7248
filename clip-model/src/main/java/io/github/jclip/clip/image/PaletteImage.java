// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.util.Arrays;

/** An image of indices into a table of up to 256 colours. */
public final class PaletteImage implements DecodedImage {
    private static final int COLOURS = 256;

    private final int width;
    private final int height;
    private final byte[] indices;
    private final byte[] palette;

    /**
     * An image over the given indices, which are not copied.
     *
     * @param indices [height, width], unsigned
     * @param palette red, green and blue of each colour; indices beyond its end are black
     * @throws IllegalArgumentException if the number of indices does not fit the size
     */
    public PaletteImage(int width, int height, byte[] indices, byte[] palette) {
        if ((long) width * height != indices.length) {
            throw new IllegalArgumentException("%d indices for %d x %d".formatted(indices.length, width, height));
        }
        this.width = width;
        this.height = height;
        this.indices = indices;
        this.palette = Arrays.copyOf(palette, 3 * COLOURS);
    }

    @Override
    public PixelMode mode() {
        return PixelMode.PALETTE;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    /** The indices themselves, [height, width], unsigned; not a copy. */
    public byte[] indices() {
        return indices;
    }

    /** An image of other indices with the same colours. */
    PaletteImage withIndices(int newWidth, int newHeight, byte[] newIndices) {
        return new PaletteImage(newWidth, newHeight, newIndices, palette);
    }

    @Override
    public EightBitImage toRgb() {
        byte[] rgb = new byte[3 * indices.length];
        for (int i = 0; i < indices.length; i++) {
            int colour = 3 * Byte.toUnsignedInt(indices[i]);
            rgb[3 * i] = palette[colour];
            rgb[3 * i + 1] = palette[colour + 1];
            rgb[3 * i + 2] = palette[colour + 2];
        }
        return new EightBitImage(PixelMode.RGB, width, height, rgb);
    }
}
