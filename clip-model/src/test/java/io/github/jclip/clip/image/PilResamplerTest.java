// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.resample.BicubicWeights;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PilResamplerTest {
    private static final String SIZES = """
            17, 23, 5, 7
            17, 23, 40, 31
            61, 1, 9, 3
            1, 1, 6, 5
            2, 3, 2, 9
            30, 31, 11, 31
            200, 150, 3, 2
            100, 9, 33, 90
            """;

    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void staysWithinTheRoundingOfAnExactFilter(int width, int height, int newWidth, int newHeight) {
        EightBitImage image = TestImages.noise(PixelMode.RGB, width, height, 1);
        EightBitImage resized = (EightBitImage) PilResampler.resize(image, newWidth, newHeight);
        BicubicWeights columns = BicubicWeights.of(width, newWidth, 0, newWidth);
        BicubicWeights rows = BicubicWeights.of(height, newHeight, 0, newHeight);
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                for (int c = 0; c < 3; c++) {
                    double exact = filter(image, columns, rows, x, y, c);
                    int actual = Byte.toUnsignedInt(resized.samples()[(y * newWidth + x) * 3 + c]);
                    // Half a level of each pass; the first is spread by the second's weights. Fixed point adds less.
                    double allowed = 0.5 + 0.5 * magnitude(rows, y) + 0.01;
                    assertEquals(exact, actual, allowed, "sample %d, %d, %d".formatted(x, y, c));
                }
            }
        }
    }

    /** Both directions in doubles; only the clipping of the intermediate rows is kept. */
    private static double filter(
            EightBitImage image, BicubicWeights columns, BicubicWeights rows, int x, int y, int c) {
        double sum = 0;
        for (int j = 0; j < rows.count(y); j++) {
            double row = 0;
            for (int i = 0; i < columns.count(x); i++) {
                int position = ((rows.first(y) + j) * image.width() + columns.first(x) + i) * 3 + c;
                row += Byte.toUnsignedInt(image.samples()[position]) * columns.real()[x * columns.taps() + i];
            }
            sum += Math.clamp(row, 0, 255) * rows.real()[y * rows.taps() + j];
        }
        return Math.clamp(sum, 0, 255);
    }

    private static double magnitude(BicubicWeights weights, int sample) {
        double sum = 0;
        for (int k = 0; k < weights.count(sample); k++) {
            sum += Math.abs(weights.real()[sample * weights.taps() + k]);
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(names = {"BILEVEL", "GRAY", "GRAY_ALPHA", "RGB", "RGB_ALPHA", "CMYK"})
    void computesAWindowAsACropOfTheWhole(PixelMode mode) {
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            EightBitImage image = TestImages.noise(mode, 1 + random.nextInt(50), 1 + random.nextInt(50), i);
            int width = 1 + random.nextInt(60);
            int height = random.nextInt(4) == 0 ? image.height() : 1 + random.nextInt(60);
            int left = random.nextInt(width);
            int top = random.nextInt(height);
            Region window = new Region(left, top, 1 + random.nextInt(width - left), 1 + random.nextInt(height - top));
            EightBitImage whole = (EightBitImage) PilResampler.resize(image, width, height);
            EightBitImage part = (EightBitImage) PilResampler.resize(image, width, height, window);
            assertArrayEquals(whole.crop(window).samples(), part.samples());
        }
    }

    @Test
    void computesAWindowOfSixteenBitsAndOfTallImages() {
        Random random = new Random(4);
        short[] samples = new short[30 * 40];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) random.nextInt(400);
        }
        SixteenBitImage deep = new SixteenBitImage(30, 40, samples);
        Region window = new Region(3, 5, 7, 6);
        SixteenBitImage part = (SixteenBitImage) PilResampler.resize(deep, 20, 60, window);
        EightBitImage whole = PilResampler.resize(deep, 20, 60).toRgb();
        assertArrayEquals(whole.crop(window).samples(), part.toRgb().samples());

        EightBitImage tall = TestImages.noise(PixelMode.RGB_ALPHA, 3, 400, 5);
        EightBitImage shrunk = (EightBitImage) PilResampler.resize(tall, 2, 90);
        Region tallWindow = new Region(1, 30, 1, 20);
        EightBitImage tallPart = (EightBitImage) PilResampler.resize(tall, 2, 90, tallWindow);
        assertArrayEquals(shrunk.crop(tallWindow).samples(), tallPart.samples());
    }

    @Test
    void keepsConstantImages() {
        for (int level : new int[] {0, 1, 127, 254, 255}) {
            byte[] samples = new byte[3 * 13 * 11];
            Arrays.fill(samples, (byte) level);
            EightBitImage image = new EightBitImage(PixelMode.RGB, 13, 11, samples);
            for (byte sample : ((EightBitImage) PilResampler.resize(image, 31, 5)).samples()) {
                assertEquals(level, Byte.toUnsignedInt(sample));
            }
        }
    }

    @Test
    void givesTransparentPixelsNoWeight() {
        byte[] samples = new byte[4 * 16];
        for (int x = 0; x < 16; x++) {
            boolean visible = x % 2 == 0;
            samples[4 * x] = (byte) (visible ? 100 : 250);
            samples[4 * x + 3] = (byte) (visible ? 255 : 0);
        }
        EightBitImage image = new EightBitImage(PixelMode.RGB_ALPHA, 16, 1, samples);
        EightBitImage resized = (EightBitImage) PilResampler.resize(image, 4, 1);
        for (int x = 0; x < 4; x++) {
            // At half opacity a level of rounding counts double, and the division truncates.
            assertEquals(100, Byte.toUnsignedInt(resized.samples()[4 * x]), 3);
        }
    }

    @Test
    void picksNearestIndicesOfPalettes() {
        byte[] colours = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        PaletteImage image = new PaletteImage(3, 1, new byte[] {0, 1, 2}, colours);
        PaletteImage resized = assertInstanceOf(PaletteImage.class, PilResampler.resize(image, 6, 1));
        assertArrayEquals(new byte[] {0, 0, 1, 1, 2, 2}, resized.indices());
        assertArrayEquals(
                new byte[] {1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 7, 8, 9, 7, 8, 9},
                resized.toRgb().samples());
    }

    @Test
    void clipsSixteenBitsAt255() {
        SixteenBitImage image = new SixteenBitImage(3, 1, new short[] {7, 300, (short) 65535});
        assertArrayEquals(
                new byte[] {7, 7, 7, -1, -1, -1, -1, -1, -1}, image.toRgb().samples());
    }

    @Test
    void refusesAWindowOutsideTheResult() {
        EightBitImage image = TestImages.noise(PixelMode.RGB, 4, 4, 6);
        assertThrows(IllegalArgumentException.class, () -> PilResampler.resize(image, 8, 8, new Region(4, 0, 5, 8)));
        assertThrows(IllegalArgumentException.class, () -> new Region(0, 0, 0, 1));
    }

    @Test
    void flipsAndCrops() {
        EightBitImage image = new EightBitImage(PixelMode.GRAY, 3, 2, new byte[] {1, 2, 3, 4, 5, 6});
        assertArrayEquals(
                new byte[] {3, 2, 1, 6, 5, 4}, image.flipHorizontally().samples());
        assertArrayEquals(
                new byte[] {2, 3, 5, 6}, image.crop(new Region(1, 0, 2, 2)).samples());
        EightBitImage rgb = TestImages.noise(PixelMode.RGB, 5, 5, 7);
        assertSame(rgb, rgb.toRgb());
        assertTrue(Arrays.equals(
                rgb.samples(), rgb.flipHorizontally().flipHorizontally().samples()));
    }
}
