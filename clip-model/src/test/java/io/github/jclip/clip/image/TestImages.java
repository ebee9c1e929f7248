// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Small images made on the spot. */
final class TestImages {
    private TestImages() {}

    static EightBitImage noise(PixelMode mode, int width, int height, long seed) {
        byte[] samples = new byte[width * height * mode.bands()];
        new Random(seed).nextBytes(samples);
        if (mode == PixelMode.BILEVEL) {
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (byte) (samples[i] < 0 ? 255 : 0);
            }
        }
        return new EightBitImage(mode, width, height, samples);
    }

    static BufferedImage buffered(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0xff000000 | (7 * x & 255) << 16 | (5 * y & 255) << 8 | (x + y & 255));
            }
        }
        return image;
    }

    static byte[] encode(RenderedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IllegalArgumentException("no writer for " + format);
        }
        return bytes.toByteArray();
    }

    /** A PNG file with unfiltered rows. */
    static byte[] png(int width, int height, int depth, int colourType, byte[] palette, byte[] rows)
            throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a});
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(int32(width));
        header.write(int32(height));
        header.write(new byte[] {(byte) depth, (byte) colourType, 0, 0, 0});
        chunk(file, "IHDR", header.toByteArray());
        if (palette != null) {
            chunk(file, "PLTE", palette);
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
            int length = rows.length / height;
            for (int y = 0; y < height && length > 0; y++) {
                deflater.write(0);
                deflater.write(rows, y * length, length);
            }
        }
        chunk(file, "IDAT", data.toByteArray());
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] contents) throws IOException {
        byte[] name = type.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(contents);
        file.write(int32(contents.length));
        file.write(name);
        file.write(contents);
        file.write(int32((int) crc.getValue()));
    }

    private static byte[] int32(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }
}
