// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against values worked out by hand: with two degrees of freedom, Student's t has closed forms. */
class StatisticsTest {
    private static final double EPS = 1e-9;

    @Test
    void intervalOfThreeValues() {
        Estimate estimate = Estimate.of(List.of(1.0, 2.0, 3.0));

        // s = 1; the 0.975 quantile for 2 degrees of freedom is 0.95·√(2/(1 − 0.95²)).
        double quantile = 0.95 * Math.sqrt(2 / (1 - 0.95 * 0.95));
        assertEquals(2, estimate.mean(), EPS);
        assertEquals(quantile / Math.sqrt(3), estimate.halfWidth(), 1e-7);
        assertEquals(3, estimate.n());
    }

    @Test
    void intervalOfTwoValues() {
        // s/√2 = 1; the 0.975 quantile of Cauchy's distribution is tan(π·0.475).
        assertEquals(Math.tan(Math.PI * 0.475), Estimate.of(List.of(4.0, 6.0)).halfWidth(), 1e-7);
    }

    @Test
    void oneValueHasNoInterval() {
        assertTrue(Double.isNaN(Estimate.of(List.of(5.0)).halfWidth()));
    }

    @Test
    void pairsAreTestedByTheirDifferences() {
        PairedTest test = PairedTest.of(
                Map.of("a", 11.0, "b", 22.0, "c", 33.0, "alone", 99.0), Map.of("a", 10.0, "b", 20.0, "c", 30.0));

        // Differences 1, 2, 3: t = 2√3; with 2 degrees of freedom p = 1 − t/√(t² + 2).
        double t = 2 * Math.sqrt(3);
        assertEquals(3, test.pairs());
        assertEquals(2, test.difference(), EPS);
        assertEquals(1 - t / Math.sqrt(t * t + 2), test.p().orElseThrow(), EPS);
        assertEquals("", test.stars());
    }

    @Test
    void starsFollowP() {
        Map<String, Double> zero = Map.of("a", 0.0, "b", 0.0, "c", 0.0);

        // By the same closed form: t = 7.11 and p = 0.019; t = 11.7 and p = 0.0072; t = 175 and p = 0.00003.
        assertEquals(
                "*", PairedTest.of(Map.of("a", 8.0, "b", 10.0, "c", 13.0), zero).stars());
        assertEquals(
                "**",
                PairedTest.of(Map.of("a", 9.0, "b", 10.0, "c", 12.0), zero).stars());
        assertEquals(
                "***",
                PairedTest.of(Map.of("a", 10.0, "b", 10.1, "c", 10.2), zero).stars());
    }

    @Test
    void differencesWithoutSpreadHaveNoP() {
        Map<String, Double> zero = Map.of("a", 0.0, "b", 0.0);

        assertTrue(PairedTest.of(Map.of("a", 1.5, "b", 1.5), zero).p().isEmpty());
        assertTrue(PairedTest.of(Map.of("a", 1.5), zero).p().isEmpty());
        assertEquals(1, PairedTest.of(Map.of("a", 0.0, "b", 0.0), zero).p().orElseThrow());
    }

    @Test
    void axesHaveRoundEnds() {
        LinearAxis axis = LinearAxis.around(82.8, 97.1, 300, 0);

        assertEquals(List.of(80.0, 85.0, 90.0, 95.0, 100.0), axis.ticks());
        assertEquals(150, axis.at(90), EPS);
    }
}
