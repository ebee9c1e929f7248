// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.resample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplePassesTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            17, 5
            17, 40
            61, 9
            1, 6
            2, 2
            31, 31
            200, 3
            9, 90
            """)
    void givesTheSameBytesWithAndWithoutVectors(int in, int out) {
        ResamplePasses scalar = new ScalarPasses();
        ResamplePasses vectors = new VectorPasses();
        FixedPointWeights weights = BicubicWeights.of(in, out, 0, out).fixedPoint();
        for (int bands : new int[] {1, 3, 4}) {
            int lines = 7;
            byte[] samples = new byte[in * lines * bands];
            new Random(bands).nextBytes(samples);
            byte[] expected = new byte[out * lines * bands];
            byte[] actual = expected.clone();
            scalar.alongRows(samples, 0, in * bands, bands, lines, weights, expected);
            vectors.alongRows(samples, 0, in * bands, bands, lines, weights, actual);
            assertArrayEquals(expected, actual, "along rows, bands " + bands);
            scalar.alongColumns(samples, lines * bands, weights, expected);
            vectors.alongColumns(samples, lines * bands, weights, actual);
            assertArrayEquals(expected, actual, "along columns, bands " + bands);
        }
    }

    @Test
    void aTableHasWhatWasPutIn() {
        FixedPointWeights columns = BicubicWeights.of(30, 12, 2, 9).fixedPoint();
        FixedPointWeights rows = BicubicWeights.of(5, 40, 3, 8).fixedPoint();
        PlacedImage image = new PlacedImage(77, 90, 3, columns, rows);
        PlacedImage gray = new PlacedImage(0, 5, 1, rows, columns);
        int[] table = PlacedImage.table(List.of(image, image, gray));
        assertSame(image, PlacedImage.of(i -> table[i], 1, 7, 5));
        // The sizes of an output are those of the batch, so gray could not be in it; a table does not know.
        assertSame(gray, PlacedImage.of(i -> table[i], 2, 5, 7));
    }

    private static void assertSame(PlacedImage expected, PlacedImage actual) {
        assertEquals(expected.offset(), actual.offset());
        assertEquals(expected.rowStep(), actual.rowStep());
        assertEquals(expected.bands(), actual.bands());
        assertSame(expected.columns(), actual.columns());
        assertSame(expected.rows(), actual.rows());
    }

    private static void assertSame(FixedPointWeights expected, FixedPointWeights actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.first(i), actual.first(i));
            assertArrayEquals(ofSample(expected, i), ofSample(actual, i));
        }
    }

    private static int[] ofSample(FixedPointWeights weights, int sample) {
        int from = sample * weights.taps();
        return Arrays.copyOfRange(weights.values(), from, from + weights.count(sample));
    }
}
