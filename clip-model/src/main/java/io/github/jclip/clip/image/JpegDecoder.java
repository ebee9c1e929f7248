// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;

/**
 * Decodes baseline and progressive JPEG. The JDK's reader (libjpeg 6b: accurate integer IDCT, triangle-filter
 * upsampling) gives the raw components; the conversion to RGB is libjpeg's fixed-point one, done here so that no colour
 * profile, no orientation and no guess of the JDK's about the colour space interferes. The result equals Pillow's
 * (libjpeg-turbo) bit for bit, save for chroma subsampled in the vertical direction only, which libjpeg 6b repeats and
 * libjpeg-turbo interpolates.
 */
final class JpegDecoder {
    /** A block of 64 pixels takes at least one bit. */
    private static final int PIXELS_PER_BYTE = 64 * 8;

    private JpegDecoder() {}

    static boolean recognises(byte[] file) {
        return Signature.matches(file, 0, 0xff, 0xd8, 0xff);
    }

    static DecodedImage decode(byte[] file) throws CorruptImageException {
        JpegHeader header = JpegHeader.read(file);
        ImageLimits.check(header.width(), header.height(), header.components());
        long pixels = (long) header.width() * header.height();
        ImageLimits.checkPlausible(header.width(), header.height(), pixels / PIXELS_PER_BYTE, file.length);
        byte[] samples = readComponents(file, header);
        if (header.colourTransform()) {
            JpegColour.toRgb(samples, header.components());
        }
        if (header.components() == 4) {
            return new EightBitImage(
                    PixelMode.CMYK, header.width(), header.height(), inkOf(samples, header.colourTransform()));
        }
        PixelMode mode = header.components() == 1 ? PixelMode.GRAY : PixelMode.RGB;
        return new EightBitImage(mode, header.width(), header.height(), samples);
    }

    /**
     * Four-component files are stored inverted, as Adobe does; Pillow assumes so of all. After the colour transform the
     * first three are RGB, which are inverted inverted inks already.
     */
    private static byte[] inkOf(byte[] samples, boolean transformed) {
        for (int i = 0; i < samples.length; i++) {
            if (!transformed || i % 4 == 3) {
                samples[i] = (byte) ~samples[i];
            }
        }
        return samples;
    }

    private static byte[] readComponents(byte[] file, JpegHeader header) throws CorruptImageException {
        int[] warnings = {0};
        Raster raster = ReaderSession.run(JdkReaders.provider("jpeg"), file, "JPEG", false, reader -> {
            reader.addIIOReadWarningListener((source, warning) -> warnings[0]++);
            return reader.readRaster(0, null);
        });
        // The first warning is that the end is missing, which alone does no harm.
        if (!header.endMarked() && warnings[0] > 1) {
            throw CorruptImageException.truncated("the JPEG pixels", file.length);
        }
        if (raster.getWidth() != header.width()
                || raster.getHeight() != header.height()
                || raster.getNumBands() != header.components()
                || !(raster.getDataBuffer() instanceof DataBufferByte buffer)) {
            throw new CorruptImageException("damaged: the JPEG pixels do not fit the header");
        }
        return buffer.getData();
    }
}
