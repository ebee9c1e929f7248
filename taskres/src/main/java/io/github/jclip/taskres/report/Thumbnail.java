// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.clip.image.DecodedImage;
import io.github.jclip.clip.image.EightBitImage;
import io.github.jclip.clip.image.ImageDecoder;
import io.github.jclip.clip.image.PilResampler;
import io.github.jclip.tensor.BadInputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A small JPEG of an image file, for a page that carries its pictures itself. */
final class Thumbnail {
    /** Twice the size at which it is shown, for screens with small pixels. */
    private static final int LONGER_SIDE = 192;

    private static final String FORMAT = "jpeg";

    private Thumbnail() {}

    /** The picture as a data address, unless the file is missing or no image. */
    static Optional<String> of(Path file) {
        try {
            byte[] jpeg = encode(shrink(ImageDecoder.decode(file)).toRgb());
            return Optional.of("data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg));
        } catch (BadInputException | IOException _) {
            return Optional.empty();
        }
    }

    private static DecodedImage shrink(DecodedImage image) {
        int longer = Math.max(image.width(), image.height());
        if (longer <= LONGER_SIDE) {
            return image;
        }
        return PilResampler.resize(image, scaled(image.width(), longer), scaled(image.height(), longer));
    }

    private static int scaled(int side, int longer) {
        return Math.max(1, Math.round((float) side * LONGER_SIDE / longer));
    }

    private static byte[] encode(EightBitImage image) throws IOException {
        byte[] samples = image.samples();
        BufferedImage pixels = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0, at = 0; at < samples.length; i++, at += 3) {
            int rgb = Byte.toUnsignedInt(samples[at]) << 16
                    | Byte.toUnsignedInt(samples[at + 1]) << 8
                    | Byte.toUnsignedInt(samples[at + 2]);
            pixels.setRGB(i % image.width(), i / image.width(), rgb);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(FORMAT).next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(pixels);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
