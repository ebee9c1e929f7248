// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.jclip.bench.Contender;
import io.github.jclip.bench.ImageTowerTrial;
import io.github.jclip.bench.TextTowerTrial;
import io.github.jclip.bench.Trial;
import io.github.jclip.bench.peers.TinyTrials;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.op.Activation;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PeersTest leaves open of exported towers, run in ONNX Runtime: other batches, short texts, weights apart. */
class ExportedTowersTest {
    private final Scope scope = Scope.ofHost();

    @TempDir
    private Path folder;

    @AfterEach
    void free() {
        scope.close();
    }

    @Test
    void aBatchMayHaveAnySize() throws OrtException {
        ImageTowerTrial trial = TinyTrials.image(TinyTrials.VIT, Activation.QUICK_GELU, scope);
        Path file = folder.resolve("image.onnx");
        assertEquals(List.of(file), OnnxExporter.export(trial.config(), trial.weights()::get, Tower.IMAGE, file));
        requireTower(trial, file, 1);
        requireTower(trial, file, 3);
    }

    @Test
    void weightsMayLieInASecondFile() throws OrtException, IOException {
        ImageTowerTrial trial = TinyTrials.image(TinyTrials.RESNET, Activation.QUICK_GELU, scope);
        Path file = folder.resolve("image.onnx");
        Path data = folder.resolve("image.onnx.data");
        assertEquals(
                List.of(file, data),
                OnnxExporter.export(trial.config(), trial.weights()::get, Tower.IMAGE, file, 1000));
        assertTrue(Files.size(data) > Files.size(file));
        requireTower(trial, file, 3);
    }

    @Test
    void textsMayBeShorterThanTheContext() throws OrtException {
        TextTowerTrial trial = TinyTrials.text(Activation.GELU, scope);
        Path file = folder.resolve("text.onnx");
        OnnxExporter.export(trial.config(), trial.weights()::get, Tower.TEXT, file);
        float[] expected = jclip(trial);
        int embeddingDim = trial.config().embeddingDim();
        long[][] two = {
            Arrays.stream(trial.tokens()[0], 0, 4).asLongStream().toArray(),
            Arrays.stream(trial.tokens()[1], 0, 4).asLongStream().toArray()
        };
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor tokens = OnnxTensor.createTensor(environment, two)) {
            requireClose(
                    Arrays.copyOf(expected, 2 * embeddingDim),
                    run(file, Map.of(OnnxExporter.TOKENS, tokens)),
                    trial.tolerance(expected));
        }
    }

    @Test
    void sameModelGivesTheSameBytes() throws IOException {
        TextTowerTrial trial = TinyTrials.text(Activation.QUICK_GELU, scope);
        Path first = folder.resolve("first.onnx");
        Path second = folder.resolve("second.onnx");
        OnnxExporter.export(trial.config(), trial.weights()::get, Tower.TEXT, first);
        OnnxExporter.export(trial.config(), trial.weights()::get, Tower.TEXT, second);
        assertEquals(-1, Files.mismatch(first, second));
    }

    private void requireTower(ImageTowerTrial trial, Path file, int batch) throws OrtException {
        float[] expected = jclip(trial);
        int resolution = trial.config().imageResolution();
        FloatBuffer pixels = FloatBuffer.wrap(trial.images().slice(0, 0, batch).toFloatArray());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor images =
                OnnxTensor.createTensor(environment, pixels, new long[] {batch, 3, resolution, resolution})) {
            requireClose(
                    Arrays.copyOf(expected, batch * trial.config().embeddingDim()),
                    run(file, Map.of(OnnxExporter.IMAGES, images)),
                    trial.tolerance(expected));
        }
    }

    private static float[] jclip(Trial trial) {
        try (Contender jclip = trial.jclip(1)) {
            jclip.run();
            return jclip.output();
        }
    }

    private static float[] run(Path file, Map<String, OnnxTensor> inputs) throws OrtException {
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString());
                OrtSession.Result result = session.run(inputs)) {
            return ((OnnxTensor) result.get(OnnxExporter.EMBEDDINGS).orElseThrow())
                    .getFloatBuffer()
                    .array();
        }
    }

    private static void requireClose(float[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(expected[i] - actual[i]);
            assertTrue(error <= tolerance, "element %d: error %s of %s".formatted(i, error, tolerance));
        }
    }
}
