// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final int[] LABELS = {0, 0, 1, 1, 2, 2};
    private static final Predictions PREDICTIONS =
            new Predictions(new int[] {0, 1, 1, 1, 0, 2}, new float[] {0.9f, 0.6f, 0.95f, 0.97f, 0.8f, 0.35f});

    @Test
    void countsByClassAndByConfusion() {
        Scores scores = Scores.of(LABELS, PREDICTIONS, 4);
        assertEquals(6, scores.total());
        assertEquals(4, scores.correct());
        assertEquals(100 * 4 / 6.0, scores.accuracy(), 1e-12);
        assertEquals(List.of(2, 2, 2, 0), scores.classTotals());
        assertEquals(List.of(1, 2, 1, 0), scores.classCorrect());
        assertEquals(50, scores.accuracy(0));
        assertTrue(Double.isNaN(scores.accuracy(3)));
        assertEquals(List.of(new Scores.Confusion(0, 1, 1), new Scores.Confusion(2, 0, 1)), scores.confusions());
    }

    /** By hand: bins (5: 0.35 right), (8: 0.6 wrong), (11: 0.8 wrong), (13: 0.9 right), (14: 0.95 and 0.97 right). */
    @Test
    void calibrationErrorIsTheMeanGapOfTheBins() {
        double expected = 100 * (0.65 + 0.6 + 0.8 + 0.1 + 0.08) / 6;
        assertEquals(expected, CalibrationError.of(LABELS, PREDICTIONS), 1e-5);
        assertEquals(0, CalibrationError.of(new int[] {3}, new Predictions(new int[] {3}, new float[] {1})));
        assertEquals(0, CalibrationError.of(new int[] {3}, new Predictions(new int[] {2}, new float[] {0})));
    }

    @Test
    void worstMistakesComeFirst() {
        assertEquals(
                List.of(4, 1),
                Misclassified.worst(LABELS, PREDICTIONS, 5).stream()
                        .map(Misclassified::index)
                        .toList());
        assertEquals(1, Misclassified.worst(LABELS, PREDICTIONS, 1).size());
    }

    @Test
    void harmonicMean() {
        assertEquals(78.55, HarmonicMean.of(82.28, 75.14), 0.005);
        assertEquals(0, HarmonicMean.of(0, 0));
        assertEquals(0, HarmonicMean.of(100, 0));
    }

    @Test
    void variantsAreFoundByTheirNames() {
        List<String> source = List.of("tench", "crane", "goldfish", "crane", "shark");
        assertArrayEquals(
                new int[] {2, 4},
                DomainMap.of(source, List.of("goldfish", "shark")).sourceIndices());
        assertArrayEquals(
                new int[] {0, 1, 2, 3, 4}, DomainMap.of(source, source).sourceIndices());
        assertRefused("more than once", source, List.of("crane"));
        assertRefused("not among", source, List.of("whale"));
        assertTrue(DomainMap.covers(source, List.of("shark", "crane")));
        assertFalse(DomainMap.covers(source, List.of("shark", "whale")));
    }

    @Test
    void aNameOfSeveralClassesIsFoundBetweenItsNeighbours() {
        List<String> source = List.of("tench", "crane", "goldfish", "crane", "shark");
        assertArrayEquals(
                new int[] {0, 1, 2},
                DomainMap.of(source, List.of("tench", "crane", "goldfish")).sourceIndices());
        assertArrayEquals(
                new int[] {2, 3},
                DomainMap.of(source, List.of("goldfish", "crane")).sourceIndices());
        assertArrayEquals(
                new int[] {1, 2, 3, 4},
                DomainMap.of(source, List.of("crane", "goldfish", "crane", "shark"))
                        .sourceIndices());
        // Between these both lie, and in the other order nothing follows.
        assertRefused("the order of the classes", source, List.of("tench", "crane", "shark"));
        assertRefused("the order of the classes", source, List.of("goldfish", "crane", "tench"));
    }

    private static void assertRefused(String message, List<String> source, List<String> variant) {
        String line = assertThrows(BadInputException.class, () -> DomainMap.of(source, variant))
                .getMessage();
        assertTrue(line.contains(message), line);
    }
}
