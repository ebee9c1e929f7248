// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
    @ParameterizedTest
    @CsvSource({
        // width, height, size, resized width, resized height, left, top
        "500, 375, 224, 298, 224, 37, 0",
        "17, 23, 224, 224, 303, 0, 40", // (303 - 224) / 2 = 39.5 rounds to the even 40
        "224, 225, 224, 224, 225, 0, 0", // 0.5 rounds to 0
        "224, 227, 224, 224, 227, 0, 2", // 1.5 rounds to 2
        "3000, 40, 224, 16800, 224, 8288, 0",
        "1, 1, 224, 224, 224, 0, 0"
    })
    void resizesAndCropsLikeTorchvision(
            int width, int height, int size, int newWidth, int newHeight, int left, int top) {
        ResizeGeometry geometry = ResizeGeometry.of(width, height, size);
        assertEquals(new ResizeGeometry(newWidth, newHeight, new Region(left, top, size, size)), geometry);
    }

    @Test
    void normalisesInFloat() {
        byte[] rgb = {0, 1, 2, (byte) 255, (byte) 254, 100, 3, 4, 5, 6, 7, 8};
        EightBitImage image = new EightBitImage(PixelMode.RGB, 2, 2, rgb);
        float[] mean = {0.5f, 0.25f, 0.1f};
        float[] std = {0.2f, 0.3f, 0.7f};
        try (Scope scope = Scope.ofHost()) {
            Tensor batch = scope.allocate(DType.F32, 2, 3, 2, 2);
            Tensor slot = batch.select(0, 1);
            new Preprocessing(2, mean, std, Preprocessing.Order.CLIP).apply(image, slot);
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < 4; i++) {
                    float expected = (Byte.toUnsignedInt(rgb[3 * i + c]) / 255f - mean[c]) / std[c];
                    assertEquals(expected, (float) slot.get(c, i / 2, i % 2));
                }
            }
            assertArrayEquals(new float[12], batch.select(0, 0).toFloatArray());
        }
    }

    @Test
    void ordersDifferOnlyInWhereTheyBecomeRgb() {
        EightBitImage bilevel = TestImages.noise(PixelMode.BILEVEL, 40, 30, 8);
        byte[] clip = Preprocessing.clip(16).squareOf(bilevel).samples();
        byte[] dassl = Preprocessing.dassl(16).squareOf(bilevel).samples();
        for (byte sample : clip) {
            assertEquals(0, (sample + 1) & 0xfe, "nearest neighbour leaves black and white");
        }
        assertArrayEquals(Preprocessing.clip(16).squareOf(bilevel.toRgb()).samples(), dassl);
    }

    @Test
    void refusesWrongNumbersAndTensors() {
        float[] three = {1, 1, 1};
        assertThrows(
                IllegalArgumentException.class,
                () -> new Preprocessing(224, new float[2], three, Preprocessing.Order.CLIP));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Preprocessing(224, three, new float[3], Preprocessing.Order.CLIP));
        try (Scope scope = Scope.ofHost()) {
            Tensor wrong = scope.allocate(DType.F32, 3, 8, 9);
            EightBitImage image = TestImages.noise(PixelMode.RGB, 9, 9, 9);
            assertThrows(
                    IllegalArgumentException.class, () -> Preprocessing.clip(8).apply(image, wrong));
        }
    }
}
