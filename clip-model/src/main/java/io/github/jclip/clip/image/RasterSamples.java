// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * The samples in the memory of a {@link BufferedImage}. Its colour conversions are avoided: {@code getRGB} would take
 * gray through a gamma curve.
 */
final class RasterSamples {
    private RasterSamples() {}

    /** The first bands of every pixel, in the order of the bands, each scaled to 0..255 from its own number of bits. */
    static byte[] interleaved(Raster raster, int bands) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] samples = new byte[width * height * bands];
        if (raster.getTransferType() == DataBuffer.TYPE_BYTE
                && raster.getNumDataElements() == bands
                && raster.getSampleModel().getSampleSize(0) == 8) {
            raster.getDataElements(0, 0, width, height, samples);
            return samples;
        }
        int[] row = new int[width];
        for (int c = 0; c < bands; c++) {
            int largest = (1 << raster.getSampleModel().getSampleSize(c)) - 1;
            for (int y = 0; y < height; y++) {
                raster.getSamples(0, y, width, 1, c, row);
                for (int x = 0, out = y * width * bands + c; x < width; x++, out += bands) {
                    samples[out] = (byte) (largest > 255 ? row[x] >> 8 : row[x] * 255 / largest);
                }
            }
        }
        return samples;
    }

    /** The single band of an image as it is stored, without scaling. */
    static byte[] indices(Raster raster) {
        int width = raster.getWidth();
        byte[] samples = new byte[width * raster.getHeight()];
        int[] row = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                samples[y * width + x] = (byte) row[x];
            }
        }
        return samples;
    }

    /** The first band of an image of 16-bit samples. */
    static short[] words(Raster raster) {
        int width = raster.getWidth();
        short[] samples = new short[width * raster.getHeight()];
        int[] row = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                samples[y * width + x] = (short) row[x];
            }
        }
        return samples;
    }

    /** Red, green and blue of each colour. */
    static byte[] palette(IndexColorModel colours) {
        byte[] palette = new byte[3 * colours.getMapSize()];
        for (int i = 0; i < colours.getMapSize(); i++) {
            palette[3 * i] = (byte) colours.getRed(i);
            palette[3 * i + 1] = (byte) colours.getGreen(i);
            palette[3 * i + 2] = (byte) colours.getBlue(i);
        }
        return palette;
    }

    /** Whether colour i of a palette is the gray {@code i·step}, for every i below {@code count}. */
    static boolean isGrayRamp(byte[] palette, int count, int step) {
        for (int i = 0; i < 3 * Math.min(count, palette.length / 3); i++) {
            if (palette[i] != (byte) (i / 3 * step)) {
                return false;
            }
        }
        return true;
    }
}
