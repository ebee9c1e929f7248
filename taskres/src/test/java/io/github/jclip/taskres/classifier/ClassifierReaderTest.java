// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.method.Classifier;
import io.github.jclip.taskres.method.TaskRes;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassifierReaderTest {
    private static final Path FILE = Path.of("model.pth.tar-5");
    private static final ClassifierReader.Given GIVEN =
            new ClassifierReader.Given(Optional.of(0.5), Optional.of(List.of("ant", "bee")));

    private final Scope scope = Scope.ofGarbageCollected();
    private final Tensor base = Tensor.ofFloats(scope, new float[] {1, 0, 0, 1}, 2, 2);
    private final Tensor residual = Tensor.ofFloats(scope, new float[] {0, 2, 0, 0}, 2, 2);

    private StoredClassifier classifier() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(TaskRes.BASE, base);
        tensors.put(TaskRes.RESIDUAL, residual);
        tensors.put("optimizer.residual.exp_avg", residual);
        tensors.put("optimizer.residual.exp_avg_sq", residual);
        return new StoredClassifier(
                "run",
                "taskres",
                Map.of("alpha", 0.5, "lr", 2e-3, "weight-decay", 5e-4),
                Map.of("alpha", 0.5),
                List.of("ant", "bee"),
                2,
                10,
                Optional.of("ViT-B/32"),
                5,
                15,
                tensors);
    }

    private static double[] logits(StoredClassifier stored) {
        try (Device device = new ReferenceDevice();
                Scope scope = device.openScope()) {
            Classifier classifier = stored.restore(device, scope);
            Tensor images = Tensor.ofDoubles(scope, new double[] {3, 0}, 1, 2);
            Tensor logits = scope.allocate(images.dtype(), 1, 2);
            classifier.classify(images, logits);
            return logits.toDoubleArray();
        }
    }

    /** w₀ = (1, 1)/√2: with f̂ = (1, 0) the logits are 10/√2 and 0. */
    @Test
    void aCheckpointOfTheOriginalCodeNeedsItsScaleAndItsClasses() {
        Map<String, Tensor> tensors =
                Map.of("state_dict." + TaskRes.BASE, base, "state_dict." + TaskRes.RESIDUAL, residual);
        Map<String, Object> values = Map.of("epoch", BigInteger.valueOf(5));

        StoredClassifier read = ClassifierReader.read(FILE, tensors, values, GIVEN);

        assertEquals(5, read.epochs());
        assertEquals(100 / Math.sqrt(2), logits(read)[0], 1e-5, "CLIP's scale, as nothing says another");
        assertEquals(0, logits(read)[1], 1e-12);
        assertRefused("give --alpha", tensors, values, ClassifierReader.Given.NOTHING);
        assertRefused(
                "give --classes-file", tensors, values, new ClassifierReader.Given(Optional.of(1.0), Optional.empty()));
        assertRefused(
                "has 2 classes, but 1 are named",
                tensors,
                values,
                new ClassifierReader.Given(Optional.of(1.0), Optional.of(List.of("ant"))));
        assertRefused("holds no classifier", Map.of("x", base), values, GIVEN);
    }

    @Test
    void readsTheMetadataOfSafetensors() {
        ClassifierContent content = new ClassifierContent(classifier());

        StoredClassifier read = ClassifierReader.read(
                FILE, content.tensors(), Map.copyOf(content.metadata()), ClassifierReader.Given.NOTHING);

        assertEquals(classifier().classes(), read.classes());
        assertEquals(classifier().chosen(), read.chosen());
        assertEquals(Optional.of("ViT-B/32"), read.backbone());
        assertEquals(10 / Math.sqrt(2), logits(read)[0], 1e-6);
    }

    @Test
    void refusesMetadataThatMakesNoSense() {
        ClassifierContent content = new ClassifierContent(classifier());
        Map<String, String> bad = Map.of(
                "method", "magic",
                "settings", "[]",
                "chosen", "{\"alpha\": \"x\"}",
                "classes", "[\"a\", null]",
                "logit_scale", "NaN",
                "embedding_dim", "-1");
        bad.forEach((key, value) -> {
            Map<String, Object> values = new LinkedHashMap<>(content.metadata());
            values.put(key, value);
            assertRefused("", content.tensors(), values, ClassifierReader.Given.NOTHING);
        });
    }

    @Test
    void theDictionaryIsDassls() {
        Map<String, Object> dictionary = new ClassifierContent(classifier()).dictionary();

        assertEquals(
                List.of("state_dict", "epoch", "optimizer", "val_result", "jclip"), List.copyOf(dictionary.keySet()));
        assertEquals(Set.of(TaskRes.BASE, TaskRes.RESIDUAL), ((Map<?, ?>) dictionary.get("state_dict")).keySet());
        assertEquals(5, dictionary.get("epoch"));
        Map<?, ?> optimizer = (Map<?, ?>) dictionary.get("optimizer");
        Map<?, ?> state = (Map<?, ?>) ((Map<?, ?>) optimizer.get("state")).get(0);
        assertEquals(15, ((Tensor) state.get("step")).get());
        assertEquals(List.of("step", "exp_avg", "exp_avg_sq"), List.copyOf(state.keySet()));
    }

    @Test
    void knowsModelsThatDoNotFit() {
        StoredClassifier classifier = classifier();
        classifier.requireFits(2, Optional.of("ViT-B/32"));
        classifier.requireFits(2, Optional.of("my own model"));
        assertThrows(BadInputException.class, () -> classifier.requireFits(3, Optional.empty()));
        assertThrows(BadInputException.class, () -> classifier.requireFits(2, Optional.of("ViT-B/16")));
    }

    private static void assertRefused(
            String message, Map<String, Tensor> tensors, Map<String, Object> values, ClassifierReader.Given given) {
        String line = assertThrows(BadInputException.class, () -> ClassifierReader.read(FILE, tensors, values, given))
                .getMessage();
        assertTrue(line.startsWith(FILE + ": ") && line.contains(message), line);
        assertEquals(1, line.lines().count(), line);
    }
}
