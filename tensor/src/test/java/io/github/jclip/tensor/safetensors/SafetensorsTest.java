// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Shape;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static final String A = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("model.safetensors");
    }

    @Test
    void readsTensorsInAnyOrderOfOffsets() throws IOException {
        String b = "\"b\":{\"data_offsets\":[4,8],\"shape\":[2,2],\"dtype\":\"U8\"}";
        byte[] bytes = TestFiles.bytes("{" + b + "," + A + "}   ", 8);
        bytes[bytes.length - 5] = 0x3f;
        bytes[bytes.length - 6] = (byte) 0x80;
        bytes[bytes.length - 1] = (byte) 200;
        Files.write(file, bytes);
        try (Safetensors opened = Safetensors.open(file)) {
            assertEquals(List.of("b", "a"), List.copyOf(opened.names()));
            assertEquals(file, opened.file());
            assertArrayEquals(new float[] {1}, opened.tensor("a").toFloatArray());
            assertEquals(Shape.of(2, 2), opened.tensor("b").shape());
            assertArrayEquals(new long[] {0, 0, 0, 200}, opened.tensor("b").toLongArray());
            assertTrue(opened.contains("a"));
            assertFalse(opened.contains("c"));
            assertEquals(Map.of(), opened.metadata());
        }
    }

    @Test
    void readsAFileWithoutTensors() throws IOException {
        TestFiles.write(file, "{\"__metadata__\":{\"k\":\"v\\n\"}}", 0);
        try (Safetensors opened = Safetensors.open(file)) {
            assertTrue(opened.names().isEmpty());
            assertEquals(Map.of("k", "v\n"), opened.metadata());
        }
    }

    @Test
    void givesReadOnlyViewsThatEndWithTheFile() throws IOException {
        TestFiles.write(file, "{" + A + "}", 4);
        Safetensors opened = Safetensors.open(file);
        Tensor tensor = opened.tensor("a");
        assertThrows(RuntimeException.class, () -> tensor.set(1, 0));
        opened.close();
        opened.close();
        assertThrows(IllegalStateException.class, () -> tensor.get(0));
    }

    @Test
    void opensOtherElementTypesAndRefusesThemWhenAsked() throws IOException {
        String odd = "\"flags\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[4,7]}"
                + ",\"fp4\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[7,8]}";
        TestFiles.write(file, "{" + A + "," + odd + "}", 8);
        try (Safetensors opened = Safetensors.open(file)) {
            assertEquals(DType.F32, opened.tensor("a").dtype());
            String message = assertThrows(BadInputException.class, () -> opened.tensor("flags"))
                    .getMessage();
            assertTrue(message.startsWith(file + ": tensor 'flags' is stored as BOOL"), message);
        }
        String half = "{\"fp4\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}";
        assertTrue(TestFiles.refusal(TestFiles.write(file, half, 1)).contains("does not take the 1 bytes"));
    }

    @Test
    void suggestsNamesForAMissingTensor() throws IOException {
        TestFiles.write(
                file,
                "{\"visual.conv1.weight\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},"
                        + "\"visual.proj\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},"
                        + "\"logit_scale\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}",
                1);
        try (Safetensors opened = Safetensors.open(file)) {
            assertEquals(
                    file + ": no tensor 'visual.conv2.weight'; nearest of its 3 names: 'visual.conv1.weight',"
                            + " 'visual.proj'",
                    missing(opened, "visual.conv2.weight"));
            assertEquals(file + ": no tensor 'X'; it has 3 tensors of other names", missing(opened, "X"));
        }
    }

    private static String missing(Safetensors opened, String name) {
        return assertThrows(BadInputException.class, () -> opened.tensor(name)).getMessage();
    }

    @Test
    void namesAMissingFileAnEmptyFileAndAFolder() throws IOException {
        assertEquals("does not exist; check the path", TestFiles.refusal(file));
        assertEquals("is a folder; give a file inside it", TestFiles.refusal(folder));
        Files.createFile(file);
        assertTrue(TestFiles.refusal(file).startsWith("is empty"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"strides\":[1]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"shape\":[1]}}",
                "{\"a\":{\"dtype\":\"f32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":32,\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e0],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[[1]],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,18446744073709551620]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483648,0],\"data_offsets\":[0,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647,0],\"data_offsets\":[0,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}",
                "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":null}",
                "{\"a\":[]}",
                "{\"__metadata__\":null," + A + "}",
                "{\"__metadata__\":\"x\"," + A + "}",
                "{\"__metadata__\":{\"k\":{\"k\":\"v\"}}," + A + "}",
                "{\"__metadata__\":{\"k\":\"v\",\"k\":\"v\"}," + A + "}",
                "{\"__metadata__\":{},\"__metadata__\":{}," + A + "}",
                "{" + A + "}}",
                "{" + A + "}{}",
                "{" + A + ",}",
                "{" + A + "}\0",
                " {" + A + "}",
                "{'a':{}}",
                "{",
                "",
                "null"
            })
    void refusesABadHeader(String header) throws IOException {
        TestFiles.refusal(TestFiles.write(file, header, 4));
    }

    @ParameterizedTest
    @CsvSource({"3", "5", "0"})
    void refusesDataOfAnotherLength(int length) throws IOException {
        assertTrue(TestFiles.refusal(TestFiles.write(file, "{" + A + "}", length))
                .contains("the tensors take 4 bytes but " + length + " follow"));
    }

    @Test
    void refusesAUtf16Header() throws IOException {
        byte[] json = ("{" + A + "}").getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
        byte[] bytes = new byte[8 + json.length + 4];
        bytes[0] = (byte) json.length;
        System.arraycopy(json, 0, bytes, 8, json.length);
        TestFiles.refusal(Files.write(file, bytes));
    }

    @Test
    void keepsForeignTextOnOneLine() throws IOException {
        String name = "line\\nbreak" + "x".repeat(1000);
        String message = TestFiles.refusal(TestFiles.write(file, "{\"" + name + "\":{}}", 0));
        assertTrue(message.startsWith("tensor 'line\\u000abreakxxx"), message);
        assertTrue(message.length() < 300, message);
    }
}
