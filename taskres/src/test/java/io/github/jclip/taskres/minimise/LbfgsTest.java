// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.minimise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LbfgsTest {
    private static final Lbfgs EXACT = new Lbfgs(10, 1000, 1e-10, 0);

    /** Rosenbrock's valley in 2 to 51 dimensions, whose minimum is 0 at ones. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 51})
    void followsAValley(int dim) {
        double[] start = new double[dim];
        java.util.Arrays.setAll(start, i -> i % 2 == 0 ? -1.2 : 1);

        Lbfgs.Minimum minimum = EXACT.minimise(LbfgsTest::valley, start);

        double[] ones = new double[dim];
        java.util.Arrays.fill(ones, 1);
        assertArrayEquals(ones, minimum.point(), 1e-8);
        assertEquals(-1.2, start[0]);
        assertTrue(minimum.converged());
        assertTrue(minimum.iterations() < 40 * dim, "iterations " + minimum.iterations());
    }

    private static double valley(double[] x, double[] gradient) {
        java.util.Arrays.fill(gradient, 0);
        double value = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            double bend = x[i + 1] - x[i] * x[i];
            value += 100 * bend * bend + (1 - x[i]) * (1 - x[i]);
            gradient[i] += -400 * bend * x[i] - 2 * (1 - x[i]);
            gradient[i + 1] += 200 * bend;
        }
        return value;
    }

    /** Σ cᵢ(xᵢ − i)²: a quadratic of condition number 1e3. */
    @Test
    void solvesAnIllConditionedQuadratic() {
        Objective quadratic = (x, gradient) -> {
            double value = 0;
            for (int i = 0; i < x.length; i++) {
                double weight = Math.pow(10, 3.0 * i / (x.length - 1));
                gradient[i] = 2 * weight * (x[i] - i);
                value += weight * (x[i] - i) * (x[i] - i);
            }
            return value;
        };
        Lbfgs.Minimum minimum = EXACT.minimise(quadratic, new double[20]);
        for (int i = 0; i < 20; i++) {
            assertEquals(i, minimum.point()[i], 1e-9);
        }
    }

    @Test
    void findsStepsFarFromTheFirstTrial() {
        Lbfgs.Minimum far = EXACT.minimise(
                (x, gradient) -> {
                    gradient[0] = 2e-6 * (x[0] - 1e5);
                    return 1e-6 * (x[0] - 1e5) * (x[0] - 1e5);
                },
                new double[1]);
        assertEquals(1e5, far.point()[0], 1e-3);
        Lbfgs.Minimum near = EXACT.minimise(
                (x, gradient) -> {
                    gradient[0] = Math.exp(x[0]) - Math.exp(-20);
                    return Math.exp(x[0]) - Math.exp(-20) * x[0];
                },
                new double[] {10});
        assertEquals(0, Math.exp(near.point()[0]) - Math.exp(-20), 1e-10);
    }

    /** As in L-BFGS-B, where the gradient is small as well. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1, 50})
    void theFirstStepHasLengthOne(double weight) {
        Objective bowl = (x, gradient) -> {
            gradient[0] = weight * (x[0] - 2);
            return 0.5 * weight * (x[0] - 2) * (x[0] - 2);
        };
        assertEquals(1, new Lbfgs(10, 1, 0, 0).minimise(bowl, new double[1]).point()[0], 1e-15);
    }

    @Test
    void staysAtAMinimum() {
        Lbfgs.Minimum minimum = EXACT.minimise(LbfgsTest::valley, new double[] {1, 1});
        assertEquals(0, minimum.iterations());
        assertTrue(minimum.converged());
    }

    @Test
    void stopsAtItsLimitAndAtWhatIsNoNumber() {
        Lbfgs.Minimum limited = new Lbfgs(10, 3, 1e-10, 0).minimise(LbfgsTest::valley, new double[] {-1.2, 1});
        assertEquals(3, limited.iterations());
        assertFalse(limited.converged());
        Lbfgs.Minimum lost = EXACT.minimise(
                (_, gradient) -> {
                    gradient[0] = 1;
                    return Double.NaN;
                },
                new double[1]);
        assertFalse(lost.converged());
    }
}
