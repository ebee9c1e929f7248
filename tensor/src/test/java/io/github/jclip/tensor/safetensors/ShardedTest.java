// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardedTest {
    @TempDir
    Path folder;

    private Path index;

    @BeforeEach
    void writeShards() {
        index = folder.resolve("model.safetensors.index.json");
        try (Scope scope = Scope.ofHost()) {
            SafetensorsWriter.write(
                    folder.resolve("one.safetensors"),
                    Map.of("a", Tensor.ofInts(scope, new int[] {1}, 1), "b", Tensor.ofInts(scope, new int[] {2}, 1)),
                    Map.of("format", "pt", "first", "1"));
            SafetensorsWriter.write(
                    folder.resolve("two.safetensors"),
                    Map.of("c", Tensor.ofInts(scope, new int[] {3}, 1)),
                    Map.of("format", "other", "second", "2"));
        }
    }

    @Test
    void presentsAllShardsAsOne() throws IOException {
        writeIndex("\"c\":\"two.safetensors\",\"b\":\"one.safetensors\",\"a\":\"one.safetensors\"");
        try (Safetensors opened = Safetensors.open(index)) {
            assertEquals(List.of("c", "b", "a"), List.copyOf(opened.names()));
            assertEquals(3, opened.tensor("c").getLong(0));
            assertEquals(2, opened.tensor("b").getLong(0));
            assertEquals(1, opened.tensor("a").getLong(0));
            assertEquals(Map.of("format", "other", "first", "1", "second", "2"), opened.metadata());
            assertThrows(BadInputException.class, () -> opened.tensor("d"));
        }
    }

    @Test
    void ignoresTheFreeFormPart() throws IOException {
        Files.writeString(
                index,
                "{\"metadata\":{\"total_size\":12.5,\"x\":[{\"y\":null}]},\"weight_map\":{\"a\":\"one.safetensors\"}}");
        try (Safetensors opened = Safetensors.open(index)) {
            assertEquals(List.of("a"), List.copyOf(opened.names()));
        }
    }

    @Test
    void refusesATensorThatItsShardLacks() throws IOException {
        writeIndex("\"a\":\"two.safetensors\"");
        assertTrue(
                TestFiles.refusal(index).startsWith("weight_map puts tensor 'a' into two.safetensors, which lacks it"));
    }

    @Test
    void namesAMissingShard() throws IOException {
        writeIndex("\"a\":\"three.safetensors\"");
        Path shard = folder.resolve("three.safetensors");
        String message = assertThrows(
                        BadInputException.class, () -> Safetensors.open(index).close())
                .getMessage();
        assertEquals(shard + ": does not exist; check the path", message);
    }

    @Test
    void namesADamagedShard() throws IOException {
        writeIndex("\"a\":\"one.safetensors\",\"c\":\"two.safetensors\"");
        Path shard = folder.resolve("two.safetensors");
        Files.writeString(shard, "version https://git-lfs");
        String message = assertThrows(
                        BadInputException.class, () -> Safetensors.open(index).close())
                .getMessage();
        assertTrue(message.startsWith(shard + ": the header claims"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../one.safetensors",
                "sub/one.safetensors",
                "..\\\\one.safetensors",
                "/etc/passwd",
                "..",
                ".",
                "",
                "one.safetensors\\u0000",
                "\\ud800"
            })
    void refusesAShardOutsideTheFolder(String name) throws IOException {
        writeIndex("\"a\":\"" + name + "\"");
        assertTrue(TestFiles.refusal(index).contains("not a plain file name"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"weight_map\":[]}",
                "{\"weight_map\":{\"a\":1}}",
                "{\"weight_map\":{\"a\":\"one.safetensors\",\"a\":\"one.safetensors\"}}",
                "{\"weight_map\":{\"a\":\"one.safetensors\"}",
                "{\"weight_map\":{\"a\":\"one.safetensors\"}} x",
                "<html>",
                " "
            })
    void refusesABadIndex(String json) throws IOException {
        Files.writeString(index, json);
        TestFiles.refusal(index);
    }

    @Test
    void refusesAnIndexThatNestsDeeply() throws IOException {
        Files.writeString(index, "{\"metadata\":" + "[".repeat(100_000));
        TestFiles.refusal(index);
    }

    private void writeIndex(String weightMap) throws IOException {
        Files.writeString(index, "{\"metadata\":{\"total_size\":12},\"weight_map\":{" + weightMap + "}}");
    }
}
