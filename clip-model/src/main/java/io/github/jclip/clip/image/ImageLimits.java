// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** Refuses sizes that a header claims before memory is allocated for them. */
final class ImageLimits {
    /** Twice Pillow's {@code Image.MAX_IMAGE_PIXELS}: where Pillow too refuses an image as a decompression bomb. */
    static final long MAX_PIXELS = 178_956_970;

    /** The longer side over the shorter: beyond this, bringing the shorter to a tower's size overflows the longer. */
    private static final int MAX_ASPECT = 1_000_000;

    private ImageLimits() {}

    /**
     * Checks the size of an image.
     *
     * @param bytesPerPixel heap that decoding takes for each pixel
     */
    static void check(long width, long height, int bytesPerPixel) throws CorruptImageException {
        if (width < 1 || height < 1) {
            throw new CorruptImageException("damaged: the header says %d x %d pixels".formatted(width, height));
        }
        if (width > MAX_PIXELS || height > MAX_PIXELS || width * height > MAX_PIXELS) {
            throw new CorruptImageException("too large: %d x %d pixels, the limit is %d in all; scale it down"
                    .formatted(width, height, MAX_PIXELS));
        }
        if (Math.max(width, height) / Math.min(width, height) > MAX_ASPECT) {
            throw new CorruptImageException("too thin: %d x %d pixels; crop it".formatted(width, height));
        }
        long bytes = width * height * bytesPerPixel;
        if (bytes > Integer.MAX_VALUE - 8 || bytes > Runtime.getRuntime().maxMemory() / 2) {
            throw new CorruptImageException("too large: %d x %d pixels take %d MiB; raise -Xmx or scale it down"
                    .formatted(width, height, bytes >> 20));
        }
    }

    /**
     * Refuses a size for which the file is too short however well it compresses.
     *
     * @param neededBytes the least length of a file with so many pixels
     */
    static void checkPlausible(long width, long height, long neededBytes, int fileBytes) throws CorruptImageException {
        if (fileBytes < neededBytes) {
            throw new CorruptImageException("truncated: %d bytes cannot hold the %d x %d pixels of the header"
                    .formatted(fileBytes, width, height));
        }
    }
}
