// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.tower;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.clip.pretrain.ContrastiveModel;
import io.github.jclip.clip.pretrain.InitialWeights;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.taskres.train.Trainer;
import io.github.jclip.taskres.train.Trainer.Remainder;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.optim.Optimizer;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * In steady state a forward or a step of training allocates the records of its ops and nothing that grows with its work. One vector that C2
 * leaves on the heap in one inner loop is 100 bytes for each of thousands of rounds.
 */
class HeapAllocationTest {
    private static final long BOUND = 1 << 16;

    /** A step of training executes hundreds of ops; vectors of one inner loop would be several times as much. */
    private static final long TRAINING_BOUND = 1 << 20;

    private static final int RESOLUTION = 64;
    private static final int EMBEDDING_DIM = 64;
    private static final int VOCABULARY = 50;
    private static final int CONTEXT = 40;
    private static final int BATCH = 8;
    private static final TextConfig TEXT = new TextConfig(CONTEXT, VOCABULARY, 128, 2, 2);
    private static final SplittableRandom RANDOM = new SplittableRandom(3);

    private final CpuDevice device = new CpuDevice(2);
    private final Scope scope = Scope.ofHost();

    @BeforeEach
    void needsCounters() {
        AllocationCounter.assumeSupported();
    }

    @AfterEach
    void close() {
        scope.close();
        device.close();
    }

    @Test
    void visionTransformer() {
        images(new VitConfig(128, 2, 2, 8));
    }

    @Test
    void modifiedResNet() {
        images(new ResNetConfig(16, List.of(1, 1, 1, 1), 8));
    }

    private void images(VisionConfig vision) {
        ClipConfig config = config(vision);
        Map<String, Tensor> weights = FormulaWeights.of(config, "", scope);
        Tensor images = images();
        Tensor result = scope.allocate(DType.F32, BATCH, EMBEDDING_DIM);
        try (ImageEncoder encoder = new ImageEncoder(device, weights::get, vision, RESOLUTION, settings(config))) {
            assertSteady(() -> encoder.encode(images, result), BOUND);
        }
    }

    @Test
    void textTower() {
        ClipConfig config = config(new VitConfig(64, 1, 1, 16));
        Map<String, Tensor> weights = FormulaWeights.of(config, "", scope);
        int[][] texts = TinyTowers.texts(2 * BATCH, CONTEXT);
        Tensor result = scope.allocate(DType.F32, texts.length, EMBEDDING_DIM);
        try (TextEncoder encoder = new TextEncoder(device, weights::get, TEXT, settings(config))) {
            assertSteady(() -> encoder.encode(texts, result), BOUND);
        }
    }

    @Test
    void taskResidualEpoch() {
        int classes = 100;
        Tensor embeddings = random(128, EMBEDDING_DIM);
        int[] labels = RANDOM.ints(128, 0, classes).toArray();
        TaskResidual method = new TaskResidual(device, scope, random(classes, EMBEDDING_DIM), 0.5, 100);
        UpdateRule rule = new UpdateRule.Adam(0.9, 0.999, 1e-8, 0, false, false);
        try (Trainer trainer = new Trainer(device, scope, method, embeddings, labels, 64, Remainder.KEPT, rule)) {
            int[] order = IntStream.range(0, 128).toArray();
            assertSteady(() -> trainer.runEpoch(order, 1e-3, (_, _, _, _, _) -> {}), BOUND);
        }
    }

    @Test
    void trainingStepOfAVisionTransformer() {
        trainingStep(new VitConfig(64, 2, 1, 8));
    }

    @Test
    void trainingStepOfAModifiedResNet() {
        trainingStep(new ResNetConfig(16, List.of(1, 1, 1, 1), 8));
    }

    private void trainingStep(VisionConfig vision) {
        ClipConfig config = config(vision);
        Map<String, Tensor> weights = InitialWeights.of(config, 1, scope);
        Tensor images = images();
        int[][] texts = TinyTowers.texts(BATCH, CONTEXT);
        try (ContrastiveModel model =
                new ContrastiveModel(device, weights::get, config, TrainingSettings.everything(), BATCH, BATCH)) {
            model.open();
            Optimizer optimizer =
                    new Optimizer(new UpdateRule.Adam(0.9, 0.98, 1e-6, 0.1, true, false), model.parameters(), scope);
            Runnable step = () -> {
                model.computeGradients(images, texts);
                optimizer.step(device, 1e-4);
                model.parametersChanged();
            };
            assertSteady(step, TRAINING_BOUND);
        }
    }

    private Tensor images() {
        Tensor images = scope.allocate(DType.F32, BATCH, 3, RESOLUTION, RESOLUTION);
        for (int i = 0; i < BATCH; i++) {
            images.slice(0, i, i + 1).copyFrom(FormulaWeights.image("image" + i, RESOLUTION, scope));
        }
        return images;
    }

    private static void assertSteady(Runnable work, long bound) {
        long bytes = AllocationCounter.steadyBytes(work, bound);
        assertTrue(bytes <= bound, () -> bytes + " bytes on the heap, where at most " + bound + " are expected");
    }

    private static ClipConfig config(VisionConfig vision) {
        return new ClipConfig(
                EMBEDDING_DIM,
                RESOLUTION,
                vision,
                TEXT,
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
    }

    private static TowerSettings settings(ClipConfig config) {
        return new TowerSettings(config.activation(), config.layerNormEpsilon());
    }

    private Tensor random(int rows, int columns) {
        Tensor tensor = scope.allocate(DType.F32, rows, columns);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, RANDOM.nextGaussian());
        }
        return tensor;
    }
}
