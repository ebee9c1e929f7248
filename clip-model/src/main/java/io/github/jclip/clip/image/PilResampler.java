// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/**
 * Resizes as Pillow's {@code Image.resize(size, BICUBIC)} does, bit for bit: palette and bilevel images by nearest
 * neighbour, images with opacity with premultiplied colours, all others by antialiased bicubic resampling, first along
 * rows, then along columns, with rounding to the sample type in between; a direction whose size stays is left alone.
 */
public final class PilResampler {
    /** Pillow shrinks images more than so many times as tall as wide along columns first. */
    private static final int TALL = 100;

    private PilResampler() {}

    /**
     * Resizes an image.
     *
     * @param width columns of the result, at least 1
     * @param height rows of the result, at least 1
     */
    public static DecodedImage resize(DecodedImage image, int width, int height) {
        return resize(image, width, height, Region.all(width, height));
    }

    /**
     * Resizes an image and crops the result, computing no more than the crop needs.
     *
     * @param width columns of the whole result, at least 1
     * @param height rows of the whole result, at least 1
     * @param window the part of the result to compute
     * @throws IllegalArgumentException if the window is not inside the result
     */
    public static DecodedImage resize(DecodedImage image, int width, int height, Region window) {
        window.requireInside(width, height);
        boolean sameSize = width == image.width() && height == image.height();
        if (image instanceof EightBitImage bytes && bytes.mode().hasAlpha() && !sameSize) {
            EightBitImage premultiplied = PremultipliedAlpha.multiply(bytes);
            return PremultipliedAlpha.divide((EightBitImage) resizeSamples(premultiplied, width, height, window));
        }
        return resizeSamples(image, width, height, window);
    }

    /** Whether an image is resampled band by band, along rows first, whatever its new size. */
    static boolean isPlain(EightBitImage image) {
        boolean independent = image.mode() == PixelMode.RGB || image.mode() == PixelMode.GRAY;
        return independent && !isTall(image);
    }

    private static boolean isTall(DecodedImage image) {
        return image.height() > (long) TALL * image.width();
    }

    private static DecodedImage resizeSamples(DecodedImage image, int width, int height, Region window) {
        if (isTall(image) && height < image.height()) {
            Region rows = new Region(0, window.top(), image.width(), window.height());
            Region columns = new Region(window.left(), 0, window.width(), window.height());
            DecodedImage shorter = resizeByMode(image, image.width(), height, rows);
            return resizeByMode(shorter, width, window.height(), columns);
        }
        return resizeByMode(image, width, height, window);
    }

    private static DecodedImage resizeByMode(DecodedImage image, int width, int height, Region window) {
        return switch (image) {
            case PaletteImage palette -> {
                byte[] indices = NearestNeighbour.resize(
                        palette.indices(), palette.width(), palette.height(), width, height, window);
                yield palette.withIndices(window.width(), window.height(), indices);
            }
            case EightBitImage bilevel
            when bilevel.mode() == PixelMode.BILEVEL -> {
                byte[] samples = NearestNeighbour.resize(
                        bilevel.samples(), bilevel.width(), bilevel.height(), width, height, window);
                yield new EightBitImage(PixelMode.BILEVEL, window.width(), window.height(), samples);
            }
            case EightBitImage bytes -> EightBitResampler.resize(bytes, width, height, window);
            case SixteenBitImage gray -> SixteenBitResampler.resize(gray, width, height, window);
        };
    }
}
