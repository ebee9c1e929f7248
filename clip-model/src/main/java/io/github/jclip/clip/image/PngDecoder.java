// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Decodes PNG (ISO/IEC 15948) into the mode that Pillow gives each combination of colour type and bit depth, which only
 * the file's header tells. Gamma, profiles and transparent colours are ignored; of an animation the default image is
 * decoded.
 */
final class PngDecoder {
    private static final int SIGNATURE_AND_CHUNK_HEAD = 16;
    private static final int GRAY = 0;
    private static final int TRUECOLOUR = 2;
    private static final int INDEXED = 3;
    private static final int GRAY_ALPHA = 4;
    private static final int TRUECOLOUR_ALPHA = 6;
    /** The most bytes that one byte of a deflate stream can stand for. */
    private static final int DEFLATE_MAX_RATIO = 1032;

    private PngDecoder() {}

    static boolean recognises(byte[] file) {
        return Signature.matches(file, 0, 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a);
    }

    static DecodedImage decode(byte[] file) throws CorruptImageException {
        ByteCursor header = new ByteCursor(file, SIGNATURE_AND_CHUNK_HEAD, "the PNG header");
        int width = header.i32BigEndian();
        int height = header.i32BigEndian();
        int depth = header.u8();
        int colourType = header.u8();
        PixelMode mode = mode(colourType, depth);
        ImageLimits.check(width, height, mode.bands() * Math.max(1, depth / 8) * 2);
        long rowBytes = ((long) width * mode.bands() * depth + 7) / 8;
        ImageLimits.checkPlausible(width, height, rowBytes * height / DEFLATE_MAX_RATIO / 2, file.length);
        BufferedImage image =
                ReaderSession.run(JdkReaders.provider("png"), file, "PNG", false, reader -> reader.read(0));
        return convert(image, mode, colourType == GRAY_ALPHA);
    }

    private static PixelMode mode(int colourType, int depth) throws CorruptImageException {
        return switch (colourType) {
            case GRAY -> depth == 1 ? PixelMode.BILEVEL : depth == 16 ? PixelMode.GRAY16 : PixelMode.GRAY;
            case TRUECOLOUR -> PixelMode.RGB;
            case INDEXED -> PixelMode.PALETTE;
            case GRAY_ALPHA -> depth == 16 ? PixelMode.RGB_ALPHA : PixelMode.GRAY_ALPHA;
            case TRUECOLOUR_ALPHA -> PixelMode.RGB_ALPHA;
            default -> throw new CorruptImageException("damaged: PNG header with colour type " + colourType);
        };
    }

    private static DecodedImage convert(BufferedImage image, PixelMode mode, boolean grayAlpha) {
        Raster raster = image.getRaster();
        int width = raster.getWidth();
        int height = raster.getHeight();
        return switch (mode) {
            case PALETTE ->
                new PaletteImage(width, height, RasterSamples.indices(raster), RasterSamples.palette((IndexColorModel)
                        image.getColorModel()));
            case GRAY16 -> new SixteenBitImage(width, height, RasterSamples.words(raster));
            case RGB_ALPHA ->
                new EightBitImage(
                        mode,
                        width,
                        height,
                        grayAlpha
                                ? grayAlphaToRgba(RasterSamples.interleaved(raster, 2))
                                : RasterSamples.interleaved(raster, 4));
            default -> new EightBitImage(mode, width, height, RasterSamples.interleaved(raster, mode.bands()));
        };
    }

    /** Pillow has no mode for gray with 16 bits and opacity and loads it as RGBA. */
    private static byte[] grayAlphaToRgba(byte[] grayAlpha) {
        byte[] rgba = new byte[2 * grayAlpha.length];
        for (int in = 0, out = 0; in < grayAlpha.length; in += 2, out += 4) {
            rgba[out] = grayAlpha[in];
            rgba[out + 1] = grayAlpha[in];
            rgba[out + 2] = grayAlpha[in];
            rgba[out + 3] = grayAlpha[in + 1];
        }
        return rgba;
    }
}
