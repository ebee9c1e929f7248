// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.tokenizer.Vocabulary;
import io.github.jclip.clip.tokenizer.VocabularyTrainer;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.clip.world.Picture;
import io.github.jclip.clip.world.World;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.optim.Optimizer;
import io.github.jclip.tensor.optim.UpdateRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContrastiveModelTest {
    private static final int PAIRS = 12;
    private static final int SIDE = 32;
    private static final int CONTEXT = 48;
    private static final int STEPS = 60;

    @TempDir
    private Path folder;

    private static ClipConfig model(int vocabulary) {
        return new ClipConfig(
                32,
                SIDE,
                new VisionConfig.VitConfig(32, 2, 1, 8),
                new TextConfig(CONTEXT, vocabulary, 32, 1, 1),
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
    }

    private static List<Picture> pictures() {
        World world = new World(3, SIDE);
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            pictures.add(world.trainingPicture(i));
        }
        return pictures;
    }

    @Test
    void learnsToTellTheCaptionsOfABatchApart() {
        List<Picture> pictures = pictures();
        VocabularyTrainer trainer = new VocabularyTrainer();
        pictures.forEach(picture -> trainer.read(picture.caption()));
        Path file = folder.resolve("bpe.txt");
        int size = trainer.write(file, 700);
        ClipTokenizer tokenizer = new ClipTokenizer(Vocabulary.read(file, size));
        try (CpuDevice device = new CpuDevice(2);
                Scope scope = Scope.ofHost()) {
            Map<String, Tensor> weights = InitialWeights.of(model(size), 1, scope);
            try (ContrastiveModel model = new ContrastiveModel(
                    device, weights::get, model(size), TrainingSettings.everything(), PAIRS, PAIRS)) {
                model.open();
                Tensor images = images(pictures, scope);
                int[][] tokens = tokenizer.tokenize(
                        pictures.stream().map(Picture::caption).toList(), CONTEXT, false);
                Optimizer optimizer = new Optimizer(
                        new UpdateRule.Adam(0.9, 0.98, 1e-6, 0.1, true, false), model.parameters(), scope);
                double first = model.computeGradients(images, tokens);
                double last = first;
                for (int step = 0; step < STEPS; step++) {
                    optimizer.step(device, 2e-3);
                    model.parametersChanged();
                    last = model.computeGradients(images, tokens);
                }
                double guessed = Math.log(PAIRS);
                assertTrue(first > 0.8 * guessed && last < 0.1 * guessed, first + " → " + last);
                assertEquals(weights.keySet(), model.state().keySet());
            }
        }
    }

    @Test
    void onePairIsNoComparison() {
        try (CpuDevice device = new CpuDevice(1);
                Scope scope = Scope.ofHost()) {
            Map<String, Tensor> weights = InitialWeights.of(model(600), 1, scope);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new ContrastiveModel(device, weights::get, model(600), TrainingSettings.everything(), 1, 1));
        }
    }

    private static Tensor images(List<Picture> pictures, Scope scope) {
        Tensor images = scope.allocate(DType.F32, PAIRS, 3, SIDE, SIDE);
        for (int i = 0; i < PAIRS; i++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    int rgb = pictures.get(i).image().getRGB(x, y);
                    for (int c = 0; c < 3; c++) {
                        images.set((((rgb >> (16 - 8 * c)) & 255) - 128) / 64.0, i, c, y, x);
                    }
                }
            }
        }
        return images;
    }
}
