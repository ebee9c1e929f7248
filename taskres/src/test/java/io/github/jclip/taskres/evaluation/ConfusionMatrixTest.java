// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    /** Worked by hand; class 3 has no sample and is left out of the mean, class 2 is predicted but never right. */
    @Test
    void scoresAreThoseOfTheDefinition() {
        int[] labels = {0, 0, 0, 1, 1, 2};
        int[] predictions = {0, 0, 1, 1, 2, 3};

        ConfusionMatrix matrix = ConfusionMatrix.of(labels, predictions, 4);

        assertEquals(6, matrix.total());
        assertEquals(3, matrix.correct());
        assertEquals(50, matrix.accuracy());
        assertEquals(1, matrix.count(0, 1));
        assertEquals(200.0 / 3, matrix.accuracy(0), 1e-12);
        double f1OfClass0 = 2 * 2.0 / (3 + 2);
        double f1OfClass1 = 2 * 1.0 / (2 + 2);
        assertEquals(100 * (f1OfClass0 + f1OfClass1 + 0) / 3, matrix.macroF1(), 1e-12);
        assertEquals(Double.NaN, matrix.accuracy(3));
    }
}
