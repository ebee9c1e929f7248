// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    private static final ClipConfig TINY = new ClipConfig(
            8,
            32,
            new ResNetConfig(2, List.of(1, 1, 1, 1), 1),
            new TextConfig(5, 7, 64, 1, 1),
            Activation.QUICK_GELU,
            1e-5,
            PreprocessingConfig.OPENAI,
            Optional.empty());

    @TempDir
    private Path folder;

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    @BeforeEach
    void writeModel() throws IOException {
        Scope scope = Scope.ofGarbageCollected();
        WeightShapes.of(TINY).forEach((name, shape) -> tensors.put(name, scope.allocate(DType.F16, shape)));
        writeWeights();
        Files.writeString(folder.resolve("config.json"), ConfigFile.toJson(TINY));
    }

    private void writeWeights() {
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    }

    private void assertRefused(String expected) {
        String message = assertThrows(BadInputException.class, () -> ModelFolder.open(folder))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void opensWhatIsComplete() throws IOException {
        Files.writeString(folder.resolve("bpe.txt.gz"), "");
        try (ModelFolder model = ModelFolder.open(folder)) {
            assertEquals(folder, model.path());
            assertEquals(TINY, model.config());
            assertEquals(DType.F16, model.weights().tensor("visual.bn1.weight").dtype());
            assertEquals(folder.resolve("bpe.txt.gz"), model.vocabulary());
        }
    }

    @Test
    void saysHowToAddTheVocabulary() {
        try (ModelFolder model = ModelFolder.open(folder)) {
            String message =
                    assertThrows(BadInputException.class, model::vocabulary).getMessage();
            assertTrue(message.contains("bpe.txt.gz"), message);
        }
    }

    @Test
    void refusesWhatIsIncomplete() throws IOException {
        tensors.remove("visual.bn1.weight");
        writeWeights();
        assertRefused("visual.bn1.weight");
        Files.delete(folder.resolve("model.safetensors"));
        assertRefused("model.safetensors");
        Files.delete(folder.resolve("config.json"));
        assertRefused("no config.json");
    }

    @Test
    void refusesWeightsOfAnotherShape() {
        tensors.put("ln_final.bias", Scope.ofGarbageCollected().allocate(DType.F32, 65));
        writeWeights();
        assertRefused("tensor ln_final.bias has shape [65], config.json implies [64]");
    }

    @Test
    void refusesWhatIsNoFolder() {
        assertThrows(BadInputException.class, () -> ModelFolder.open(folder.resolve("config.json")));
        assertThrows(BadInputException.class, () -> ModelFolder.open(folder.resolve("missing")));
    }
}
