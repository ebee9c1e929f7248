// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.op.Activation;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorMathTest {
    private static final int SAMPLES = 100_000;

    /** Long enough that every kernel takes whole vectors. */
    private static final int WIDTH = 4 * Lanes.FLOATS.length();

    private static final Scope SCOPE = Scope.ofHost();
    private static final long X = RawMemory.address(SCOPE.allocate(DType.F32, WIDTH));
    private static final long Y = RawMemory.address(SCOPE.allocate(DType.F32, WIDTH));

    @AfterAll
    static void close() {
        SCOPE.close();
    }

    /** A scalar function, the kernel that computes it for a row, if there is one, and both applied to one value. */
    private record Function(DoubleUnaryOperator exact, FloatFunction scalar, RowFunction kernel) {

        interface FloatFunction {
            float apply(float x);
        }

        interface RowFunction {
            void apply(long x, long y, int width);
        }

        float[] at(float x) {
            float single = scalar.apply(x);
            if (kernel == null) {
                return new float[] {single};
            }
            DenseRow.fill(x, X, WIDTH);
            kernel.apply(X, Y, WIDTH);
            return new float[] {single, RawMemory.get(Rows.plus(Y, WIDTH - 1))};
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
                activation::apply,
                x -> VectorMath.activate(x, activation),
                (x, y, width) -> ActivateCpu.stretch(x, y, width, activation));
    }

    private static final Function EXP = new Function(Math::exp, VectorMath::exp, null);

    private static final Function EXP_OF_NEGATIVE = new Function(
            Math::exp, VectorMath::expOfNegative, (x, y, width) -> RowKernels.exponentials(x, 0, y, width));

    /** The exact error function, by GELU(√2·x) = x/√2·(1 + erf(x)). */
    private static final Function ERF = new Function(
            x -> x == 0 ? 0 : Activation.GELU.apply(Math.sqrt(2) * x) * Math.sqrt(2) / x - 1, VectorMath::erf, null);

    private static final Function GELU = activation(Activation.GELU);

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
    void erfIsAccurate() {
        assertWithin(6, ERF.worstUlps(-5, -0.01));
        assertWithin(6, ERF.worstUlps(0.01, 5));
        for (float computed : ERF.at(1000)) {
            assertEquals(1f, computed);
        }
    }

    /** Where 1 + erf does not cancel, GELU has the error of erf, at most half as large, and some roundings more. */
    @Test
    void geluIsAccurate() {
        assertWithin(6, GELU.worstUlps(0.01, 8));
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
