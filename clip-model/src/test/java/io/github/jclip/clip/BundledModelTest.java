// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledModelTest {
    @TempDir
    private Path folder;

    private final Map<String, byte[]> resources = new HashMap<>(Map.of(
            "config.json", new byte[] {1, 2},
            "model.safetensors", new byte[] {3, 4, 5},
            "bpe.txt", new byte[] {6}));

    private final BundledModel model = new BundledModel(
            "bundled", file -> resources.containsKey(file) ? new ByteArrayInputStream(resources.get(file)) : null);

    @Test
    void unpacksItsFiles() throws IOException {
        Path unpacked = model.unpack(folder.resolve("cache/models"));
        assertTrue(unpacked.getFileName().toString().matches("bundled-[0-9a-f]{16}"), unpacked::toString);
        try (Stream<Path> files = Files.list(unpacked)) {
            assertEquals(
                    List.of("bpe.txt", "config.json", "model.safetensors"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        for (Map.Entry<String, byte[]> file : resources.entrySet()) {
            assertArrayEquals(file.getValue(), Files.readAllBytes(unpacked.resolve(file.getKey())));
        }
        assertEquals(6, model.bytes());
    }

    @Test
    void unpacksOnceAndMendsWhatWasDamaged() throws IOException {
        Path config = model.unpack(folder).resolve("config.json");
        Path weights = config.resolveSibling("model.safetensors");
        FileTime longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(config, longAgo);
        Files.write(weights, new byte[] {3, 4, 0});
        assertEquals(config.getParent(), model.unpack(folder));
        assertEquals(longAgo, Files.getLastModifiedTime(config));
        assertArrayEquals(new byte[] {3, 4, 5}, Files.readAllBytes(weights));
    }

    @Test
    void anotherModelGetsAnotherFolder() {
        Path first = model.unpack(folder);
        resources.put("model.safetensors", new byte[] {3, 4, 6});
        assertNotEquals(first, model.unpack(folder));
    }

    @Test
    void aPlaceThatIsNoFolderIsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        String message = assertThrows(BadInputException.class, () -> model.unpack(file.resolve("models")))
                .getMessage();
        assertEquals(1, message.lines().count());
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void onlyTheNamesOfBundledModelsAreTaken() {
        assertTrue(BundledModel.named("model").isEmpty());
        assertTrue(BundledModel.named("./bundled").isEmpty());
        assertTrue(BundledModel.named("bundled/../x").isEmpty());
        List<String> names = BundledModel.all().stream().map(BundledModel::name).toList();
        for (String name : List.of("bundled", "bundled-vit", "bundled-resnet")) {
            if (names.contains(name)) {
                assertEquals(name, BundledModel.named(name).orElseThrow().name());
            } else {
                String message = assertThrows(BadInputException.class, () -> BundledModel.named(name))
                        .getMessage();
                assertTrue(message.startsWith("model " + name + ": is not in this build"), message);
            }
        }
    }

    @Test
    void thoseOfThisBuildAreModels() {
        for (BundledModel bundled : BundledModel.all()) {
            try (ModelFolder opened = ModelFolder.open(bundled.unpack(folder))) {
                assertEquals(
                        opened.config().text().vocabularySize(),
                        opened.tokenizer().vocabularySize());
            }
        }
    }
}
