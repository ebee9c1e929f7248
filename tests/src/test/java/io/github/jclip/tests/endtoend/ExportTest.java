// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which files {@code export onnx} writes; what is in them is checked by running them, in bench/peers. */
class ExportTest {
    @TempDir
    private static Path folder;

    private static Path model;

    private Path out;

    @BeforeAll
    static void layOut() {
        model = TinyModel.make(folder.resolve("model"));
    }

    @BeforeEach
    void chooseFolder() throws IOException {
        out = Files.createTempDirectory(folder, "out");
    }

    private static Finished export(Path target, String... more) {
        return InProcess.run(Stream.concat(
                        Stream.of("export", "onnx", "--model", model.toString(), "--out", target.toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void bothTowersGoToAFolder() throws IOException {
        Path made = out.resolve("made");
        Finished finished = export(made);
        assertEquals(0, finished.exitCode(), finished.err());
        assertEquals(List.of("image.onnx", "text.onnx"), names(made));
    }

    @Test
    void oneTowerGoesToAFileOfAnyName() throws IOException {
        assertEquals(0, export(out.resolve("mine.onnx"), "--tower", "text").exitCode());
        assertEquals(0, export(out, "--tower", "image").exitCode());
        assertEquals(List.of("image.onnx", "mine.onnx"), names(out));
    }

    @Test
    void nothingIsReplacedUnlessForced() throws IOException {
        Files.writeString(out.resolve("text.onnx"), "mine");
        Finished refused = export(out);
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("text.onnx: already exists; --force"), refused.err());
        assertEquals(List.of("text.onnx"), names(out));
        assertEquals("mine", Files.readString(out.resolve("text.onnx")));

        assertEquals(0, export(out, "--force").exitCode());
        assertTrue(Files.size(out.resolve("text.onnx")) > 1000);
    }

    @Test
    void jsonNamesTheFiles() throws IOException {
        Finished finished = export(out, "--tower", "image", "--json");
        JsonNode result = JsonMapper.shared().readTree(finished.out());
        Path file = out.resolve("image.onnx");
        assertEquals(file.toString(), result.at("/files/0/file").asString());
        assertEquals("image", result.at("/files/0/tower").asString());
        assertEquals(Files.size(file), result.at("/files/0/bytes").asLong());
    }
}
