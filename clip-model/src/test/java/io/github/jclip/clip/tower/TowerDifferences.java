// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * Compares the gradients of a pass with central differences of f = Σ dE·E(x) in double precision. With D(h) the four-point
 * difference, D(h) and D(2h) differ by 15 times its truncation error; f has some 1e3 roundings of numbers about 1, 1e-13,
 * which the division by h enlarges. Kinks, as of a ReLU, must be rare within 2h.
 */
final class TowerDifferences {
    private static final int MOST_ELEMENTS = 7;
    private static final double ROUNDING = 1e-12;

    private final TowerPass pass;
    private final double step;
    private final Runnable changed;
    private int compared;

    /** A pass with its input; {@code changed} is run after each change by a step. */
    TowerDifferences(TowerPass pass, double step, Runnable changed) {
        this.pass = pass;
        this.step = step;
        this.changed = changed;
        SplittableRandom random = new SplittableRandom(9);
        Tensor gradient = pass.dembeddings();
        for (long i = 0; i < gradient.elementCount(); i++) {
            gradient.setFlat(i, random.nextDouble(-1, 1));
        }
    }

    /** Runs both passes. */
    void run() {
        pass.forward();
        pass.backward();
    }

    /** Checks the gradient of a parameter, a prompt or the input, by some of its elements. */
    void check(String name, Tensor value, Tensor gradient) {
        assertEquals(value.shape(), gradient.shape(), name);
        long stride = Math.ceilDiv(value.elementCount(), MOST_ELEMENTS);
        for (long i = 0; i < value.elementCount(); i += stride) {
            double fine = difference(value, i, step);
            double truncation = Math.abs(fine - difference(value, i, 2 * step));
            double actual = gradient.getFlat(i);
            double error = Math.abs(actual - fine);
            assertTrue(
                    error <= truncation + ROUNDING / step * (1 + Math.abs(fine)),
                    "%s[%d]: expected %.12g, got %.12g".formatted(name, i, fine, actual));
            compared++;
        }
    }

    /** How many elements were compared. */
    int compared() {
        return compared;
    }

    private double difference(Tensor x, long index, double h) {
        double centre = x.getFlat(index);
        double near = objectiveAt(x, index, centre + h) - objectiveAt(x, index, centre - h);
        double far = objectiveAt(x, index, centre + 2 * h) - objectiveAt(x, index, centre - 2 * h);
        x.setFlat(index, centre);
        changed.run();
        return (8 * near - far) / (12 * h);
    }

    private double objectiveAt(Tensor x, long index, double value) {
        x.setFlat(index, value);
        changed.run();
        pass.forward();
        double sum = 0;
        for (long i = 0; i < pass.embeddings().elementCount(); i++) {
            sum += pass.dembeddings().getFlat(i) * pass.embeddings().getFlat(i);
        }
        return sum;
    }
}
