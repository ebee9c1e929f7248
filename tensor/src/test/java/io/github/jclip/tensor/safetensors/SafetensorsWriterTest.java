// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsWriterTest {
    @TempDir
    Path folder;

    private final Scope scope = Scope.ofHost();
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("out.safetensors");
    }

    @AfterEach
    void freeTensors() {
        scope.close();
    }

    /** Random bits, so that NaN payloads, infinities and integers beyond 2⁵³ must survive too. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void keepsEveryBit(DType dtype) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("dense", random(dtype, 3, 5, 7));
        tensors.put("scalar", random(dtype));
        tensors.put("empty", random(dtype, 4, 0, 3));
        tensors.put("one", random(dtype, 1, 1, 1, 1, 1, 1, 1, 1));
        tensors.put("large", random(dtype, 1 << 20, 5));
        SafetensorsWriter.write(file, tensors, Map.of());
        try (Safetensors opened = Safetensors.open(file)) {
            assertEquals(tensors.keySet(), opened.names());
            tensors.forEach((name, tensor) -> {
                assertEquals(dtype, opened.tensor(name).dtype());
                assertEquals(tensor.shape(), opened.tensor(name).shape());
                assertEquals(-1, tensor.segment().mismatch(opened.tensor(name).segment()), name);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void writesViewsDensely(DType dtype) {
        Tensor base = random(dtype, 6, 8, 10);
        Map<String, Tensor> views = Map.of(
                "transposed", base.transpose(0, 2),
                "inner slice", base.slice(2, 3, 7),
                "outer slice", base.slice(0, 2, 5),
                "selected", base.select(1, 4),
                "expanded", base.slice(1, 2, 3).expand(6, 4, 10),
                "empty slice", base.transpose(0, 1).slice(2, 5, 5),
                "element", base.select(0, 5).select(0, 7).select(0, 9));
        SafetensorsWriter.write(file, views, Map.of());
        try (Safetensors opened = Safetensors.open(file)) {
            views.forEach((name, view) -> {
                Tensor read = opened.tensor(name);
                assertEquals(view.shape(), read.shape());
                assertArrayEquals(bits(view), bits(read), name);
            });
        }
    }

    /** The elements' bits, reached through the element accessors or, for floats, next to them. */
    private static long[] bits(Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            return tensor.toLongArray();
        }
        double[] values = tensor.toDoubleArray();
        long[] bits = new long[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Double.doubleToLongBits(values[i]);
        }
        return bits;
    }

    @Test
    void gathersViewsLargerThanItsBuffer() {
        Tensor base = random(DType.F64, 1100, 701);
        Map<String, Tensor> views = Map.of("columns", base.transpose(0, 1), "runs", base.slice(1, 1, 700));
        SafetensorsWriter.write(file, views, Map.of());
        try (Safetensors opened = Safetensors.open(file)) {
            views.forEach((name, view) -> assertArrayEquals(bits(view), bits(opened.tensor(name)), name));
        }
    }

    /** Every byte, as the reference library 0.8.0 lays such a file out (types from wide to narrow, then names). */
    @Test
    void laysTheFileOutAsTheReferenceLibrary() throws IOException {
        Tensor half = scope.allocate(DType.F16, 1);
        half.set(1, 0);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("h", half);
        tensors.put("z", Tensor.ofFloats(scope, new float[] {1}, 1));
        tensors.put("a/é", Tensor.ofFloats(scope, new float[] {2}));
        tensors.put("l", Tensor.ofDoubles(scope, new double[] {1}, 1, 1));
        SafetensorsWriter.write(file, tensors, Map.of("n", "2", "m", "\"1\""));
        String header = "{\"__metadata__\":{\"m\":\"\\\"1\\\"\",\"n\":\"2\"},"
                + "\"l\":{\"dtype\":\"F64\",\"shape\":[1,1],\"data_offsets\":[0,8]},"
                + "\"a/é\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]},"
                + "\"z\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]},"
                + "\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[16,18]}}";
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer expected = ByteBuffer.allocate(8 + padded + 18).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(padded).put(json);
        while (expected.position() < 8 + padded) {
            expected.put((byte) ' ');
        }
        expected.putDouble(1).putFloat(2).putFloat(1).putShort((short) 0x3c00);
        assertEquals(HexFormat.of().formatHex(expected.array()), HexFormat.of().formatHex(Files.readAllBytes(file)));
    }

    @Test
    void sortsNamesByTheirUtf8Bytes() {
        Tensor tensor = Tensor.ofInts(scope, new int[] {1}, 1);
        SafetensorsWriter.write(file, Map.of("\ud83d\ude00", tensor, "\uff5e", tensor, "a", tensor), Map.of());
        try (Safetensors opened = Safetensors.open(file)) {
            assertEquals(List.of("a", "\uff5e", "\ud83d\ude00"), List.copyOf(opened.names()));
        }
    }

    @Test
    void keepsMetadataAndOddNames() {
        Map<String, String> metadata = Map.of("classes", "[\"tench\",\"größe\"]", "", "\t\0", "format", "pt");
        SafetensorsWriter.write(file, Map.of("", random(DType.U8, 1), "a\nb\"\\", random(DType.U8, 2)), metadata);
        try (Safetensors opened = Safetensors.open(file)) {
            assertEquals(metadata, opened.metadata());
            assertEquals(List.of("", "a\nb\"\\"), List.copyOf(opened.names()));
        }
    }

    @Test
    void writesAFileWithoutTensors() {
        SafetensorsWriter.write(file, Map.of(), Map.of());
        try (Safetensors opened = Safetensors.open(file)) {
            assertTrue(opened.names().isEmpty());
        }
    }

    /** Each tensor is loaded after the scope of the one before has been closed. */
    @Test
    void holdsOneTensorAtATime() {
        List<Tensor> loaded = new ArrayList<>();
        List<TensorSource> sources = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int value = i;
            sources.add(new TensorSource("t" + i, DType.F32, Shape.of(2), temporary -> {
                loaded.forEach(earlier -> assertThrows(IllegalStateException.class, () -> earlier.get(0)));
                Tensor tensor = temporary.allocate(DType.F32, 2);
                tensor.fill(value);
                loaded.add(tensor);
                return tensor;
            }));
        }
        SafetensorsWriter.write(file, sources, Map.of());
        assertEquals(4, loaded.size());
        try (Safetensors opened = Safetensors.open(file)) {
            for (int i = 0; i < 4; i++) {
                assertArrayEquals(new float[] {i, i}, opened.tensor("t" + i).toFloatArray());
            }
        }
    }

    @Test
    void keepsTheOldFileWhenALoaderFails() throws IOException {
        SafetensorsWriter.write(file, Map.of("old", random(DType.F32, 3)), Map.of());
        byte[] old = Files.readAllBytes(file);
        BadInputException failure = new BadInputException("source.pt: truncated");
        List<TensorSource> sources = List.of(
                TensorSource.of("a", random(DType.F32, 1 << 20)), new TensorSource("b", DType.F32, Shape.of(2), _ -> {
                    throw failure;
                }));
        assertSame(
                failure, assertThrows(BadInputException.class, () -> SafetensorsWriter.write(file, sources, Map.of())));
        assertArrayEquals(old, Files.readAllBytes(file));
        assertEquals(List.of("out.safetensors"), TestFiles.names(folder));
    }

    @Test
    void replacesAFileThatIsMapped() {
        SafetensorsWriter.write(file, Map.of("t", Tensor.ofInts(scope, new int[] {1}, 1)), Map.of());
        try (Safetensors before = Safetensors.open(file)) {
            SafetensorsWriter.write(file, Map.of("t", Tensor.ofInts(scope, new int[] {2, 3}, 2)), Map.of());
            assertEquals(1, before.tensor("t").getLong(0));
        }
        try (Safetensors after = Safetensors.open(file)) {
            assertEquals(3, after.tensor("t").getLong(1));
        }
    }

    @Test
    void refusesWhatIsNotAsAnnounced() throws IOException {
        Tensor tensor = random(DType.F32, 2);
        refuse(new TensorSource("t", DType.F16, Shape.of(2), _ -> tensor));
        refuse(new TensorSource("t", DType.F32, Shape.of(2, 1), _ -> tensor));
        refuse(TensorSource.of("t", Tensor.ofDevice(DType.F32, Shape.of(2), tensor.segment())));
        refuse(TensorSource.of("__metadata__", tensor));
        refuse(TensorSource.of("t", tensor), TensorSource.of("t", tensor));
        refuse(TensorSource.of("t", random(DType.F32, 1, 1, 1, 1, 1, 1, 1, 1, 1)));
        assertEquals(List.of(), TestFiles.names(folder));
    }

    private void refuse(TensorSource... sources) {
        assertThrows(IllegalArgumentException.class, () -> SafetensorsWriter.write(file, List.of(sources), Map.of()));
    }

    @Test
    void namesAFolderThatDoesNotExist() {
        Path nowhere = folder.resolve("nowhere").resolve("out.safetensors");
        String message = assertThrows(
                        BadInputException.class,
                        () -> SafetensorsWriter.write(nowhere, Map.of("t", random(DType.U8, 1)), Map.of()))
                .getMessage();
        assertTrue(message.startsWith(nowhere + ": the folder "), message);
    }

    private Tensor random(DType dtype, int... dims) {
        Tensor tensor = scope.allocate(dtype, dims);
        MemorySegment bytes = tensor.segment();
        SplittableRandom random = new SplittableRandom(bytes.byteSize());
        for (long i = 0; i < bytes.byteSize(); i++) {
            bytes.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        return tensor;
    }
}
