// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/**
 * torchvision's {@code Resize(size)} followed by {@code CenterCrop(size)}.
 *
 * @param width columns after resizing
 * @param height rows after resizing
 * @param crop the central square
 */
record ResizeGeometry(int width, int height, Region crop) {

    /** The geometry that brings the shorter side of an image to {@code size}; the longer is truncated. */
    static ResizeGeometry of(int imageWidth, int imageHeight, int size) {
        int shortSide = Math.min(imageWidth, imageHeight);
        int longSide = Math.max(imageWidth, imageHeight);
        int resized = Math.toIntExact((long) ((double) ((long) size * longSide) / shortSide));
        int width = imageWidth <= imageHeight ? size : resized;
        int height = imageWidth <= imageHeight ? resized : size;
        // The longer side is never below size, so the square fits and torchvision's padding never happens.
        return new ResizeGeometry(width, height, new Region(half(width - size), half(height - size), size, size));
    }

    /** Half of a margin as Python rounds it: half to even. */
    private static int half(int margin) {
        return (int) Math.rint(margin / 2.0);
    }
}
