// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.Precision;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StageParityTest {
    private static final int OPS = 20;
    private static final int TERMS = 768;
    private static final float[] VALUES = values();

    private static float[] values() {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double used(float[] actual, Precision precision) {
        return StageParity.of(new Stage("stage", OPS, TERMS, VALUES), new Stage("stage", OPS, TERMS, actual), precision)
                .used();
    }

    @Test
    void theSameValuesUseNothing() {
        assertEquals(0, used(VALUES.clone(), Precision.F32));
    }

    @Test
    void oneWrongElementOfThousandsFails() {
        for (Precision precision : Precision.values()) {
            float[] actual = VALUES.clone();
            actual[1234] += 1.5f;
            assertTrue(used(actual, precision) > 1, precision::toString);
        }
    }

    @Test
    void aSmallBiasFailsWhereRoundingIsSmaller() {
        float[] actual = VALUES.clone();
        for (int i = 0; i < actual.length; i++) {
            actual[i] *= 1.001f;
        }
        assertTrue(used(actual, Precision.F32) > 1);
        assertTrue(used(actual, Precision.BF16) < 1);
    }

    @Test
    void whatIsNotANumberFails() {
        float[] actual = VALUES.clone();
        actual[7] = Float.NaN;
        assertEquals(Double.POSITIVE_INFINITY, used(actual, Precision.BF16));
    }
}
