// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {
    /** Newcombe, Statistics in Medicine 17 (1998), table I, method 3. */
    @ParameterizedTest
    @CsvSource({
        "81, 263, 25.53, 36.62",
        "15, 148, 6.24, 16.05",
        "0, 20, 0.00, 16.11",
        "1, 29, 0.61, 17.18",
    })
    void intervalsAreWilsons(int correct, int total, double low, double high) {
        Proportion proportion = Proportion.of(correct, total);
        assertEquals(100.0 * correct / total, proportion.percent(), 1e-12);
        assertEquals(low, proportion.low(), 0.005);
        assertEquals(high, proportion.high(), 0.005);
    }

    @Test
    void allRightIsTheMirrorOfNoneRight() {
        Proportion none = Proportion.of(0, 50);
        Proportion all = Proportion.of(50, 50);
        assertEquals(100 - none.high(), all.low(), 1e-10);
        assertEquals(100, all.high(), 1e-10);
    }

    @Test
    void countsMustFit() {
        assertThrows(IllegalArgumentException.class, () -> Proportion.of(0, 0));
        assertThrows(IllegalArgumentException.class, () -> Proportion.of(3, 2));
        assertThrows(IllegalArgumentException.class, () -> Proportion.of(-1, 2));
    }
}
