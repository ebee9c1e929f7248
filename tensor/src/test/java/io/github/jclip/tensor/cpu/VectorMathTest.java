// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.op.Activation;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorMathTest {
    private static final int SAMPLES = 100_000;

    /** A scalar function, its vector twin, and both applied to one value. */
    private record Function(DoubleUnaryOperator exact, FloatFunction scalar, UnaryOperator<FloatVector> vector) {

        interface FloatFunction {
            float apply(float x);
        }

        float[] at(float x) {
            FloatVector lanes = FloatVector.broadcast(Lanes.FLOATS, x);
            return new float[] {scalar.apply(x), vector.apply(lanes).lane(Lanes.FLOATS.length() - 1)};
        }

        /** The largest error over an interval, in units in the last place of the exact value. */
        double worstUlps(double from, double to) {
            double worst = 0;
            for (int i = 0; i <= SAMPLES; i++) {
                float x = (float) (from + (to - from) * i / SAMPLES);
                double value = exact.applyAsDouble(x);
                for (float computed : at(x)) {
                    worst = Math.max(worst, Math.abs(computed - value) / Math.ulp((float) value));
                }
            }
            return worst;
        }
    }

    private static Function activation(Activation activation) {
        return new Function(
                activation::apply, x -> VectorMath.activate(x, activation), x -> VectorMath.activate(x, activation));
    }

    private static final Function EXP = new Function(Math::exp, VectorMath::exp, VectorMath::exp);

    private static final Function EXP_OF_NEGATIVE =
            new Function(Math::exp, VectorMath::expOfNegative, VectorMath::expOfNegative);

    private static final Function SIGMOID =
            new Function(x -> 1 / (1 + Math.exp(-x)), VectorMath::sigmoid, VectorMath::sigmoid);

    /** The exact error function, by GELU(√2·x) = x/√2·(1 + erf(x)). */
    private static final Function ERF = new Function(
            x -> x == 0 ? 0 : Activation.GELU.apply(Math.sqrt(2) * x) * Math.sqrt(2) / x - 1,
            VectorMath::erf,
            VectorMath::erf);

    private static void assertWithin(double allowed, double used) {
        assertTrue(used <= allowed, "error of %.2f ulp, allowed %.2f".formatted(used, allowed));
    }

    @Test
    void expIsAccurate() {
        assertWithin(2, EXP.worstUlps(-104, 88.72));
        assertWithin(2, EXP.worstUlps(-1, 1));
    }

    @Test
    void expSaturatesAndKeepsNaN() {
        for (float[] pair : new float[][] {
            {100, Float.POSITIVE_INFINITY},
            {Float.MAX_VALUE, Float.POSITIVE_INFINITY},
            {Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY},
            {-200, 0},
            {Float.NEGATIVE_INFINITY, 0},
            {0, 1},
            {Float.NaN, Float.NaN}
        }) {
            for (float computed : EXP.at(pair[0])) {
                assertEquals(pair[1], computed);
            }
        }
    }

    @Test
    void expOfNegativeIsAccurateAndEndsInZero() {
        assertWithin(2, EXP_OF_NEGATIVE.worstUlps(-87, 0));
        for (float[] pair : new float[][] {
            {-87.1f, 0}, {-Float.MAX_VALUE, 0}, {Float.NEGATIVE_INFINITY, 0}, {0, 1}, {-0f, 1}, {Float.NaN, Float.NaN}
        }) {
            for (float computed : EXP_OF_NEGATIVE.at(pair[0])) {
                assertEquals(pair[1], computed);
            }
        }
    }

    @Test
    void sigmoidIsAccurate() {
        assertWithin(4, SIGMOID.worstUlps(-80, 80));
    }

    @Test
    void erfIsAccurate() {
        assertWithin(6, ERF.worstUlps(-5, -0.01));
        assertWithin(6, ERF.worstUlps(0.01, 5));
        for (float computed : ERF.at(1000)) {
            assertEquals(1f, computed);
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void activationsAreAccurateNearTheOriginAndFiniteFarAway(Activation activation) {
        Function function = activation(activation);
        for (int i = -8000; i <= 8000; i++) {
            float x = i / 1000f;
            double exact = activation.apply(x);
            for (float computed : function.at(x)) {
                assertEquals(exact, computed, 4 * 0x1p-24 * Math.max(1, Math.abs(x)), () -> "at " + x);
            }
        }
        for (float x : new float[] {-1e30f, -100, 100, 1e30f}) {
            for (float computed : function.at(x)) {
                // what is too small for a normal number may be 0
                assertEquals((float) activation.apply(x), computed, Float.MIN_NORMAL);
            }
        }
    }
}
