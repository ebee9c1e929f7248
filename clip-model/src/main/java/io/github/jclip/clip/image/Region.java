// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/**
 * A rectangle of whole pixels.
 *
 * @param left first column
 * @param top first row
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record Region(int left, int top, int width, int height) {

    /**
     * A rectangle with its upper left corner at non-negative coordinates.
     *
     * @throws IllegalArgumentException if it is empty or starts left of or above the image
     */
    public Region {
        if (left < 0 || top < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "not a region: left %d, top %d, %d x %d".formatted(left, top, width, height));
        }
    }

    /** All of an image of this size. */
    static Region all(int width, int height) {
        return new Region(0, 0, width, height);
    }

    /** The first column after the rectangle. */
    int right() {
        return left + width;
    }

    /** The first row after the rectangle. */
    int bottom() {
        return top + height;
    }

    void requireInside(int imageWidth, int imageHeight) {
        if (right() > imageWidth || right() < 0 || bottom() > imageHeight || bottom() < 0) {
            throw new IllegalArgumentException("%s is not inside %d x %d".formatted(this, imageWidth, imageHeight));
        }
    }
}
