// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Decodes Windows and OS/2 bitmaps into the mode that Pillow gives them: an 8-bit palette of all grays in order is
 * gray, a palette of black and white is bilevel.
 */
final class BmpDecoder {
    private static final int BYTES_PER_PIXEL = 8;
    private static final int HEADER_SIZE_AT = 14;
    private static final int CORE_HEADER = 12;
    private static final int RUN_LENGTH_8 = 1;
    private static final int RUN_LENGTH_4 = 2;

    private BmpDecoder() {}

    static boolean recognises(byte[] file) {
        return Signature.matches(file, 0, 'B', 'M');
    }

    static DecodedImage decode(byte[] file) throws CorruptImageException {
        return ReaderSession.run(JdkReaders.provider("bmp"), file, "BMP", false, reader -> {
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            ImageLimits.check(width, height, BYTES_PER_PIXEL);
            ImageLimits.checkPlausible(width, height, (long) width * height * storedBits(file) / 8, file.length);
            return convert(reader.read(0));
        });
    }

    /** Bits of a pixel in the file, 0 if it is run-length encoded. */
    private static int storedBits(byte[] file) throws CorruptImageException {
        ByteCursor header = new ByteCursor(file, HEADER_SIZE_AT, "the BMP header");
        if (header.i32LittleEndian() == CORE_HEADER) {
            header.skip(6);
            return header.u16LittleEndian();
        }
        header.skip(10);
        int bits = header.u16LittleEndian();
        int compression = header.i32LittleEndian();
        return compression == RUN_LENGTH_8 || compression == RUN_LENGTH_4 ? 0 : bits;
    }

    private static DecodedImage convert(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = raster.getWidth();
        int height = raster.getHeight();
        if (image.getColorModel() instanceof IndexColorModel colours) {
            byte[] palette = RasterSamples.palette(colours);
            int bits = colours.getPixelSize();
            if (bits == 1 && colours.getMapSize() == 2 && RasterSamples.isGrayRamp(palette, 2, 255)) {
                return new EightBitImage(PixelMode.BILEVEL, width, height, RasterSamples.interleaved(raster, 1));
            }
            byte[] indices = RasterSamples.indices(raster);
            return bits == 8 && RasterSamples.isGrayRamp(palette, colours.getMapSize(), 1)
                    ? new EightBitImage(PixelMode.GRAY, width, height, indices)
                    : new PaletteImage(width, height, indices, palette);
        }
        PixelMode mode = switch (raster.getNumBands()) {
            case 1 -> PixelMode.GRAY;
            case 3 -> PixelMode.RGB;
            default -> PixelMode.RGB_ALPHA;
        };
        return new EightBitImage(mode, width, height, RasterSamples.interleaved(raster, mode.bands()));
    }
}
