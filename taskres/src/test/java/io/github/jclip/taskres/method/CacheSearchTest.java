// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search against the formula, pair by pair and class by class. */
class CacheSearchTest {
    private static final int CLASSES = 7;
    private static final int DIM = 8;
    private static final int KEYS = 3 * CLASSES;
    private static final int IMAGES = 60;
    private static final double SCALE = 4;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsWhatTheFormulaFinds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] keys = unit(random, KEYS);
        float[][] text = unit(random, CLASSES);
        float[][] images = unit(random, IMAGES);
        int[] keyLabels = random.ints(KEYS, 0, CLASSES).toArray();
        int[] labels = random.ints(IMAGES, 0, CLASSES).toArray();
        CacheGrid grid = new CacheGrid(6, 9, 4, 11);
        try (Device device = new CpuDevice(1);
                Scope scope = Scope.ofHost()) {
            CacheSearch.Choice choice = CacheSearch.run(
                    device,
                    grid,
                    matrix(scope, keys),
                    keyLabels,
                    matrix(scope, text),
                    SCALE,
                    new EmbeddingSet("val", matrix(scope, images), labels));

            int most = -1;
            double[] first = new double[2];
            for (int b = 0; b < grid.betaSteps(); b++) {
                double beta = 0.1 + b * (grid.betaLimit() - 0.1) / grid.betaSteps();
                for (int a = 0; a < grid.alphaSteps(); a++) {
                    double alpha = 0.1 + a * (grid.alphaLimit() - 0.1) / grid.alphaSteps();
                    int correct = 0;
                    for (int i = 0; i < IMAGES; i++) {
                        correct += predict(images[i], keys, keyLabels, text, alpha, beta) == labels[i] ? 1 : 0;
                    }
                    if (correct > most) {
                        most = correct;
                        first = new double[] {alpha, beta};
                    }
                }
            }
            assertEquals(most, choice.correct());
            assertEquals(first[0], choice.alpha(), 1e-12);
            assertEquals(first[1], choice.beta(), 1e-12);
            assertTrue(most > 0 && most < IMAGES);
        }
    }

    /** A label that no key has, and classes that are all the same: the first of them wins. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void ofEqualClassesTheFirstCounts(int label) {
        float[][] same = {{1, 0, 0, 0, 0, 0, 0, 0}, {1, 0, 0, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0, 0, 0}};
        try (Device device = new CpuDevice(1);
                Scope scope = Scope.ofHost()) {
            CacheSearch.Choice choice = CacheSearch.run(
                    device,
                    new CacheGrid(2, 3, 2, 3),
                    matrix(scope, new float[][] {same[2]}),
                    new int[] {2},
                    matrix(scope, same),
                    SCALE,
                    new EmbeddingSet("val", matrix(scope, new float[][] {same[0]}), new int[] {label}));
            assertEquals(label == 0 ? 1 : 0, choice.correct());
        }
    }

    private static int predict(
            float[] image, float[][] keys, int[] keyLabels, float[][] text, double alpha, double beta) {
        double[] logits = new double[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            logits[k] = SCALE * dot(image, text[k]);
        }
        for (int n = 0; n < KEYS; n++) {
            logits[keyLabels[n]] += alpha * Math.exp(-beta * (1 - dot(image, keys[n])));
        }
        int best = 0;
        for (int k = 1; k < CLASSES; k++) {
            best = logits[k] > logits[best] ? k : best;
        }
        return best;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static float[][] unit(SplittableRandom random, int rows) {
        float[][] values = new float[rows][DIM];
        for (float[] row : values) {
            for (int i = 0; i < DIM; i++) {
                row[i] = (float) random.nextGaussian();
            }
            double length = Math.sqrt(dot(row, row));
            for (int i = 0; i < DIM; i++) {
                row[i] = (float) (row[i] / length);
            }
        }
        return values;
    }

    private static Tensor matrix(Scope scope, float[][] rows) {
        float[] flat = new float[rows.length * DIM];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = rows[i / DIM][i % DIM];
        }
        return Tensor.ofFloats(scope, flat, rows.length, DIM);
    }
}
