// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    @ParameterizedTest
    @CsvSource({"png, RGB", "bmp, RGB", "jpeg, RGB", "gif, PALETTE"})
    void decodesWhatTheRuntimeWrites(String format, PixelMode mode) throws IOException {
        BufferedImage image = TestImages.buffered(33, 21, BufferedImage.TYPE_INT_RGB);
        DecodedImage decoded = decode(TestImages.encode(image, format));
        assertEquals(mode, decoded.mode());
        assertEquals(33, decoded.width());
        assertEquals(21, decoded.height());
        boolean exact = format.equals("png") || format.equals("bmp");
        byte[] rgb = decoded.toRgb().samples();
        for (int y = 0; y < 21 && exact; y++) {
            for (int x = 0; x < 33; x++) {
                assertEquals((byte) (image.getRGB(x, y) >> 8), rgb[(y * 33 + x) * 3 + 1]);
            }
        }
    }

    @Test
    void keepsGraySamplesWithoutGamma() throws IOException {
        byte[] rows = new byte[256];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (byte) i;
        }
        EightBitImage gray = (EightBitImage) decode(TestImages.png(16, 16, 8, 0, null, rows));
        assertEquals(PixelMode.GRAY, gray.mode());
        assertArrayEquals(rows, gray.samples());
    }

    @Test
    void givesEveryKindOfPngPillowsMode() throws IOException {
        assertEquals(
                PixelMode.BILEVEL,
                decode(TestImages.png(8, 1, 1, 0, null, new byte[] {0x55})).mode());
        EightBitImage nibbles = (EightBitImage) decode(TestImages.png(4, 1, 4, 0, null, new byte[] {0x1f, 0x70}));
        assertArrayEquals(new byte[] {17, (byte) 255, 119, 0}, nibbles.samples());
        SixteenBitImage deep =
                (SixteenBitImage) decode(TestImages.png(2, 1, 16, 0, null, new byte[] {1, 2, (byte) 0xff, 3}));
        assertArrayEquals(new short[] {0x102, (short) 0xff03}, deep.samples());
        EightBitImage deepRgb =
                (EightBitImage) decode(TestImages.png(1, 1, 16, 2, null, new byte[] {9, -1, 8, -1, 7, -1}));
        assertArrayEquals(new byte[] {9, 8, 7}, deepRgb.samples());
        EightBitImage deepGrayAlpha =
                (EightBitImage) decode(TestImages.png(1, 1, 16, 4, null, new byte[] {9, -1, 8, -1}));
        assertEquals(PixelMode.RGB_ALPHA, deepGrayAlpha.mode());
        assertArrayEquals(new byte[] {9, 9, 9, 8}, deepGrayAlpha.samples());
        PaletteImage palette = assertInstanceOf(
                PaletteImage.class,
                decode(TestImages.png(4, 1, 2, 3, new byte[] {1, 2, 3, 4, 5, 6}, new byte[] {0b00010000})));
        assertArrayEquals(new byte[] {0, 1, 0, 0}, palette.indices());
        assertArrayEquals(
                new byte[] {4, 5, 6}, Arrays.copyOfRange(palette.toRgb().samples(), 3, 6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
    void refusesFilesThatAreCutOff(String format) throws IOException {
        byte[] file = TestImages.encode(TestImages.buffered(60, 50, BufferedImage.TYPE_INT_RGB), format);
        for (int length : new int[] {12, 30, file.length / 3, file.length / 2, file.length * 3 / 4}) {
            String message = assertRefused(Arrays.copyOf(file, length));
            assertTrue(message.contains("cut off") || message.contains("truncated"), message);
        }
    }

    @Test
    void acceptsAJpegThatLacksOnlyItsEndMarker() throws IOException {
        byte[] file = TestImages.encode(TestImages.buffered(60, 50, BufferedImage.TYPE_INT_RGB), "jpeg");
        DecodedImage whole = decode(file);
        DecodedImage unmarked = decode(Arrays.copyOf(file, file.length - 2));
        assertArrayEquals(whole.toRgb().samples(), unmarked.toRgb().samples());
    }

    @Test
    void refusesHeadersThatLie() throws IOException {
        assertRefused(TestImages.png(12000, 12000, 8, 6, null, new byte[0]), "truncated");
        assertRefused(TestImages.png(20000, 20000, 8, 0, null, new byte[0]), "too large");
        assertRefused(TestImages.png(1, 100_000_000, 8, 0, null, new byte[0]), "too thin");
        byte[] jpeg = TestImages.encode(TestImages.buffered(16, 16, BufferedImage.TYPE_INT_RGB), "jpeg");
        for (int i = 0; i < jpeg.length - 9; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0) {
                Arrays.fill(jpeg, i + 5, i + 9, (byte) 0x2f);
            }
        }
        assertRefused(jpeg, "truncated");
        byte[] bmp = TestImages.encode(TestImages.buffered(16, 16, BufferedImage.TYPE_INT_RGB), "bmp");
        bmp[19] = 0x2f;
        bmp[23] = 0x2f;
        Arrays.fill(bmp, 2, 6, (byte) 0x7f); // the size of the file, for consistency
        assertRefused(bmp, "truncated");
        byte[] gif = TestImages.encode(TestImages.buffered(16, 16, BufferedImage.TYPE_INT_RGB), "gif");
        int descriptor = 13 + (3 << ((gif[10] & 7) + 1));
        while (gif[descriptor] != ',') {
            descriptor++;
        }
        gif[descriptor + 6] = 0x2f;
        gif[descriptor + 8] = 0x2f;
        assertRefused(gif, "truncated");
    }

    @Test
    void saysWhatIsNoImage(@TempDir Path folder) {
        assertRefused(new byte[0], "empty");
        assertRefused("hello".getBytes(StandardCharsets.UTF_8), "not an image");
        Path missing = folder.resolve("missing.png");
        String message = assertThrows(BadInputException.class, () -> ImageDecoder.decode(missing))
                .getMessage();
        assertEquals(missing + ": no such file", message);
        assertThrows(BadInputException.class, () -> ImageDecoder.decode(folder));
    }

    private static DecodedImage decode(byte[] file) {
        return ImageDecoder.decode(file, "test image");
    }

    private static void assertRefused(byte[] file, String reason) {
        String message = assertRefused(file);
        assertTrue(message.contains(reason), message);
    }

    private static String assertRefused(byte[] file) {
        String message =
                assertThrows(BadInputException.class, () -> decode(file)).getMessage();
        assertTrue(message.startsWith("test image: "), message);
        assertFalse(message.contains("\n"), message);
        return message;
    }
}
