// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.jclip.tensor.BadInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files give a picture or one line, never anything else. */
class ImageDecoderFuzzTest {
    private static final int MUTATIONS = 600;

    /** 8 × 8 pixels, lossless, as written by libwebp. */
    private static final String WEBP =
            "UklGRk4AAABXRUJQVlA4TEIAAAAvB8ABAM0pBBAABU1E/+NdRPQ/gJiRJAmsxvH1/Gfwrx0Ism06f8TDnCDbpoO5P+JjAt4GOYLiEMrx30kjlcylyBA=";

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "webp"})
    void survivesMutations(String format) throws IOException {
        byte[] original = format.equals("webp")
                ? Base64.getDecoder().decode(WEBP)
                : TestImages.encode(TestImages.buffered(37, 29, BufferedImage.TYPE_INT_RGB), format);
        Random random = new Random(format.hashCode());
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] file = mutate(original, random);
            try {
                EightBitImage rgb = ImageDecoder.decode(file, "fuzzed").toRgb();
                assertEquals(3 * rgb.width() * rgb.height(), rgb.samples().length);
            } catch (BadInputException e) {
                assertFalse(e.getMessage().contains("\n"), e.getMessage());
            }
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] file = original.clone();
        int changes = 1 + random.nextInt(4);
        // Most damage goes to the headers: the pixels of a format are decoded much alike.
        int reach = random.nextInt(3) == 0 ? file.length : Math.min(file.length, 64);
        for (int i = 0; i < changes; i++) {
            int position = random.nextInt(reach);
            switch (random.nextInt(3)) {
                case 0 -> file[position] = (byte) random.nextInt(256);
                case 1 -> file[position] ^= (byte) (1 << random.nextInt(8));
                default -> file[position] = (byte) (random.nextBoolean() ? 0xff : 0);
            }
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
    }
}
