// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** The pixels of an image file in the file's own mode: raw samples, without gamma, colour profile or rotation. */
public sealed interface DecodedImage permits EightBitImage, PaletteImage, SixteenBitImage {

    /** How the pixels are stored. */
    PixelMode mode();

    /** Pixels of a row. */
    int width();

    /** Rows. */
    int height();

    /**
     * The image in mode RGB, converted as Pillow converts: opacity is dropped, CMYK is multiplied out without a colour
     * profile, and 16-bit gray is clipped at 255 rather than scaled.
     */
    EightBitImage toRgb();
}
