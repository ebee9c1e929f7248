// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.optim.GradientClipping;
import io.github.jclip.tensor.optim.Optimizer;
import io.github.jclip.tensor.optim.Parameter;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PairLossTest {
    private static final int PAIRS = 4;
    private static final int TOKENS = 6;

    private static final Device DEVICE = new ReferenceDevice();

    /** Equal embeddings everywhere: each pair is one of N that look alike. */
    @Test
    void isLnOfTheBatchWhereNothingIsLearned() {
        try (PairLoss loss = new PairLoss(DEVICE, PAIRS, 3, 1)) {
            loss.images().fill(0.5);
            loss.texts().fill(2);
            loss.run();
            assertEquals(Math.log(PAIRS), loss.loss(), 1e-12);
        }
    }

    @Test
    void keepsTheTemperatureInBounds() {
        try (PairLoss loss = new PairLoss(DEVICE, PAIRS, 3, 7)) {
            loss.clampLogScale();
            assertEquals(Math.log(100), loss.logScale().value().get(0));
        }
    }

    @Test
    void needsTwoPairs() {
        assertThrows(IllegalArgumentException.class, () -> new PairLoss(DEVICE, 1, 3, 1));
    }

    /** The parts are embedded first, then again before their backward passes; sums have another order. */
    @Test
    void aBatchInPartsHasTheGradientOfTheWhole() {
        Map<String, double[]> whole = new Towers().step(PAIRS);
        Map<String, double[]> parts = new Towers().step(PAIRS / 2);
        assertEquals(whole.keySet(), parts.keySet());
        whole.forEach((name, gradient) -> assertArrayEquals(gradient, parts.get(name), 1e-12, name));
    }

    @Test
    void descends() {
        Towers towers = new Towers();
        List<Parameter> parameters = towers.parameters();
        Optimizer optimizer =
                new Optimizer(new UpdateRule.Adam(0.9, 0.98, 1e-6, 0.1, true, false), parameters, towers.scope);
        GradientClipping clipping = new GradientClipping(parameters, 1, towers.scope);
        towers.step(PAIRS);
        double first = towers.loss.loss();
        for (int i = 0; i < 30; i++) {
            clipping.clip(DEVICE);
            optimizer.step(DEVICE, 0.01);
            towers.images.parametersChanged();
            towers.texts.parametersChanged();
            towers.loss.clampLogScale();
            towers.step(PAIRS);
        }
        assertTrue(towers.loss.loss() < 0.2 * first, "from %f to %f".formatted(first, towers.loss.loss()));
    }

    /** Tiny towers with a batch of pairs. */
    private static final class Towers {
        private final Scope scope = Scope.ofGarbageCollected();
        private final TrainableImageTower images;
        private final TrainableTextTower texts;
        private final PairLoss loss = new PairLoss(DEVICE, PAIRS, TinyTowerConfigs.EMBEDDING_DIM, Math.log(1 / 0.07));
        private final Tensor pictures;
        private final int[][] captions = {
            {1, 4, 10, 0, 0, 0}, {2, 3, 5, 10, 0, 0}, {6, 10, 0, 0, 0, 0}, {7, 8, 9, 1, 2, 10}
        };

        Towers() {
            int resolution = TinyTowerConfigs.VIT_RESOLUTION;
            Map<String, Tensor> weights = TinyTowerConfigs.weights(TinyTowerConfigs.VIT, resolution, scope);
            TrainingSettings everything = TrainingSettings.everything();
            images = new TrainableImageTower(
                    DEVICE, weights::get, TinyTowerConfigs.VIT, resolution, TinyTowerConfigs.SETTINGS, everything);
            texts = new TrainableTextTower(
                    DEVICE, weights::get, TinyTowerConfigs.TEXT, TinyTowerConfigs.SETTINGS, everything);
            pictures = scope.allocate(DEVICE.computeType(), PAIRS, 3, resolution, resolution);
            SplittableRandom random = new SplittableRandom(2);
            for (long i = 0; i < pictures.elementCount(); i++) {
                pictures.setFlat(i, random.nextGaussian());
            }
        }

        List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>(images.parameters());
            all.addAll(texts.parameters());
            all.add(loss.logScale());
            return all;
        }

        /** Gradients of a batch that the towers take in parts of this size. */
        Map<String, double[]> step(int part) {
            images.clearGradients();
            texts.clearGradients();
            loss.logScale().gradient().fill(0);
            try (TowerPass imagePass = images.open(part);
                    TowerPass textPass = texts.open(part, TOKENS)) {
                for (int from = 0; from < PAIRS; from += part) {
                    forward(imagePass, textPass, from);
                    loss.images().slice(0, from, from + part).copyFrom(imagePass.embeddings());
                    loss.texts().slice(0, from, from + part).copyFrom(textPass.embeddings());
                }
                loss.run();
                for (int from = 0; from < PAIRS; from += part) {
                    forward(imagePass, textPass, from);
                    imagePass.dembeddings().copyFrom(loss.dimages().slice(0, from, from + part));
                    textPass.dembeddings().copyFrom(loss.dtexts().slice(0, from, from + part));
                    imagePass.backward();
                    textPass.backward();
                }
            }
            Map<String, double[]> gradients = new TreeMap<>();
            parameters().forEach(it -> gradients.put(it.name(), it.gradient().toDoubleArray()));
            return gradients;
        }

        private void forward(TowerPass imagePass, TowerPass textPass, int from) {
            int part = imagePass.input().dim(0);
            imagePass.input().copyFrom(pictures.slice(0, from, from + part));
            for (int i = 0; i < part; i++) {
                int[] caption = captions[from + i];
                for (int t = 0; t < TOKENS; t++) {
                    textPass.input().set(caption[t], i, t);
                    if (caption[t] == 10) {
                        textPass.ends().set(t, i);
                    }
                }
            }
            imagePass.forward();
            textPass.forward();
        }
    }
}
