// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LearningRateTest {
    private static final double EXACT = 1e-15;

    @Test
    void growsToTheBaseAndFallsByACosine() {
        LearningRate rate = new LearningRate(0.5, 10, 110);
        assertEquals(0.05, rate.at(0), EXACT);
        assertEquals(0.5, rate.at(9), EXACT);
        assertEquals(0.5, rate.at(10), EXACT);
        assertEquals(0.25 * (1 + Math.sqrt(0.5)), rate.at(35), EXACT);
        assertEquals(0.25, rate.at(60), EXACT);
        assertTrue(rate.at(109) > 0 && rate.at(109) < 0.001 * 0.5);
    }

    @Test
    void needsNoWarmUp() {
        assertEquals(0.5, new LearningRate(0.5, 0, 10).at(0), EXACT);
    }
}
