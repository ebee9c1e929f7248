// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/**
 * How a file stores its pixels, in Pillow's terms. The mode decides how an image is resampled and how it becomes RGB,
 * so it is kept from the file until the pipeline converts it.
 */
public enum PixelMode {
    /** Black (0) and white (255). */
    BILEVEL("1", 1),
    /** 8-bit gray. */
    GRAY("L", 1),
    /** 8-bit gray and opacity. */
    GRAY_ALPHA("LA", 2),
    /** 16-bit gray. */
    GRAY16("I;16", 1),
    /** Indices into a table of colours. */
    PALETTE("P", 1),
    /** 8-bit red, green, blue. */
    RGB("RGB", 3),
    /** 8-bit red, green, blue and opacity. */
    RGB_ALPHA("RGBA", 4),
    /** 8-bit cyan, magenta, yellow, black; 255 is full ink. */
    CMYK("CMYK", 4);

    private final String pillowName;
    private final int bands;

    PixelMode(String pillowName, int bands) {
        this.pillowName = pillowName;
        this.bands = bands;
    }

    /** The name of this mode in Pillow. */
    public String pillowName() {
        return pillowName;
    }

    /** Samples of one pixel. */
    public int bands() {
        return bands;
    }

    /** Whether the last sample of a pixel is its opacity. */
    boolean hasAlpha() {
        return this == GRAY_ALPHA || this == RGB_ALPHA;
    }
}
