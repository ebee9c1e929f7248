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
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files written by the official libraries, and broken ones, of which the reference data says what to expect. */
class GoldenFilesTest {
    private static final String FOLDER = "golden/checkpoints";

    /** The broken files that are nevertheless fine to load. */
    private static final Set<String> LOADABLE = Set.of("st_header_bomb.safetensors");

    private static final Map<String, DType> TORCH_NAMES = Map.of(
            "float32", DType.F32,
            "float16", DType.F16,
            "bfloat16", DType.BF16,
            "float64", DType.F64,
            "int32", DType.I32,
            "int64", DType.I64,
            "uint8", DType.U8);

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> readsEveryGoodFile() {
        return files("good", name -> true, GoldenFilesTest::verify);
    }

    private static void verify(String name) {
        JsonNode expected = expectations().get("good").get(name).get("expected");
        try (Safetensors opened = Safetensors.open(checkpoints().resolve("good").resolve(name))) {
            assertEquals(Set.copyOf(expected.propertyNames()), Set.copyOf(opened.names()));
            expected.properties().forEach(e -> verify(opened, e.getKey(), e.getValue()));
        }
    }

    private static void verify(Safetensors opened, String name, JsonNode expected) {
        DType dtype = TORCH_NAMES.get(expected.get("dtype").asString());
        if (dtype == null) {
            String message = assertThrows(BadInputException.class, () -> opened.tensor(name))
                    .getMessage();
            assertTrue(message.contains("'" + name + "' is stored as"), message);
            return;
        }
        Tensor tensor = opened.tensor(name);
        assertEquals(dtype, tensor.dtype(), name);
        int[] dims = StreamSupport.stream(expected.get("shape").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
        assertArrayEquals(dims, tensor.shape().toArray(), name);
        assertEquals(expected.get("sha256_raw_le").asString(), sha256(tensor.segment()), name);
        if (dtype.isFloating()) {
            try (Scope scope = Scope.ofHost()) {
                assertEquals(
                        expected.get("sha256_fp32_le").asString(),
                        sha256(tensor.copyTo(scope, DType.F32).segment()),
                        name);
            }
        }
    }

    /** Files with at most one metadata entry: the library writes several in no fixed order. */
    @TestFactory
    Stream<DynamicTest> writesTheSameBytesAsTheOfficialLibrary() {
        return files(
                "good", name -> !name.endsWith(ShardIndex.SUFFIX) && !name.startsWith("odd_tensors"), this::rewrite);
    }

    private void rewrite(String name) throws IOException {
        Path original = checkpoints().resolve("good").resolve(name);
        Path copy = folder.resolve("copy.safetensors");
        try (Safetensors opened = Safetensors.open(original)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            opened.names().forEach(tensor -> tensors.put(tensor, opened.tensor(tensor)));
            SafetensorsWriter.write(copy, tensors, opened.metadata());
        }
        assertEquals(-1, Files.mismatch(original, copy));
    }

    @TestFactory
    Stream<DynamicTest> refusesEveryBadFile() {
        return files("bad", name -> !LOADABLE.contains(name), GoldenFilesTest::refuse);
    }

    private static void refuse(String name) {
        Path bad = checkpoints().resolve("bad").resolve(name);
        String message = assertThrows(
                        BadInputException.class, () -> Safetensors.open(bad).close())
                .getMessage();
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.length() < 500, message);
        assertTrue(message.startsWith(bad.getParent().toString()), message);
        assertFalse(message.contains("passwd does not exist"), message);
    }

    @TestFactory
    Stream<DynamicTest> readsFilesThatAreOnlyOdd() {
        return files("bad", LOADABLE::contains, name -> {
            try (Safetensors opened =
                    Safetensors.open(checkpoints().resolve("bad").resolve(name))) {
                assertEquals(Set.of("a"), opened.names());
            }
        });
    }

    /** A test for each wanted file; without the reference data one that is skipped with the reason. */
    private static Stream<DynamicTest> files(String kind, Predicate<String> wanted, ThrowingConsumer<String> test) {
        if (SharedFolder.find(FOLDER).isEmpty()) {
            return Stream.of(DynamicTest.dynamicTest("reference data", GoldenFilesTest::checkpoints));
        }
        List<String> names = expectations().get(kind).propertyNames().stream()
                .filter(name -> name.endsWith(".safetensors") || name.endsWith(ShardIndex.SUFFIX))
                .filter(wanted)
                .toList();
        assertFalse(names.isEmpty());
        return DynamicTest.stream(names.iterator(), name -> name, test);
    }

    private static JsonNode expectations() {
        return JsonMapper.shared().readTree(checkpoints().resolve("expected.json"));
    }

    private static Path checkpoints() {
        return SharedFolder.folder(FOLDER);
    }

    private static String sha256(MemorySegment bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toArray(ValueLayout.JAVA_BYTE));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
