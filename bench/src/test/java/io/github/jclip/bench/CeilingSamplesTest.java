// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When the best sample of a ceiling is believed. */
class CeilingSamplesTest {
    private static CeilingSamples of(double... rates) {
        CeilingSamples samples = new CeilingSamples();
        for (double rate : rates) {
            samples.add(rate);
        }
        return samples;
    }

    @Test
    void aSecondSampleMustComeNear() {
        assertTrue(of(60, 100, 70, 97).agree());
        assertTrue(of(97, 60, 100).agree());
        assertFalse(of(60, 100, 90, 80).agree());
        assertFalse(of(100).agree());
    }

    @Test
    void theBestCounts() {
        assertEquals(100, of(60, 100, 97).best());
    }
}
