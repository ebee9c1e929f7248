// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointWriterTest {
    @TempDir
    private Path folder;

    private static Tensor matrix() {
        return Tensor.ofFloats(Scope.ofGarbageCollected(), new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    }

    private static Map<String, Object> dictionary() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("state_dict", Map.of("x", matrix()));
        content.put("epoch", 100);
        content.put("val_result", null);
        content.put("rate", 0.5);
        content.put("list", List.of("a", true));
        content.put("by_number", Map.of(0, "zero"));
        return content;
    }

    @Test
    void readsBackWhatItWroteForPyTorch() {
        Path file = folder.resolve("model.pth.tar");
        CheckpointWriter.writeTorch(file, dictionary());
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertEquals(CheckpointFormat.TORCH_ZIP, checkpoint.format());
            assertEquals(List.of("state_dict.x"), List.copyOf(checkpoint.names()));
            assertArrayEquals(
                    matrix().toFloatArray(), checkpoint.tensor("state_dict.x").toFloatArray());
            assertEquals(
                    Map.of(
                            "epoch",
                            BigInteger.valueOf(100),
                            "rate",
                            0.5,
                            "list.0",
                            "a",
                            "list.1",
                            true,
                            "by_number.0",
                            "zero"),
                    checkpoint.values());
        }
    }

    /** The opcodes of Python's pickletools, by hand: protocol 2, a dict with a tensor rebuilt from storage 0. */
    @Test
    void writesThePickleThatPyTorchReads() throws IOException {
        Path file = folder.resolve("small.pt");
        CheckpointWriter.writeTorch(file, Map.of("x", matrix()));
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(HexFormat.of().parseHex("8002" + "7d28" + "5801000000" + "78"));
        expected.writeBytes(ascii("ctorch._utils\n_rebuild_tensor_v2\n(("));
        expected.writeBytes(HexFormat.of().parseHex("5807000000" + hex("storage")));
        expected.writeBytes(ascii("ctorch\nFloatStorage\n"));
        expected.writeBytes(HexFormat.of()
                .parseHex("5801000000" + hex("0") + "5803000000" + hex("cpu") + "8a080600000000000000" + "7451"));
        expected.writeBytes(HexFormat.of().parseHex("8a080000000000000000"));
        expected.writeBytes(HexFormat.of().parseHex("28" + "8a080200000000000000" + "8a080300000000000000" + "74"));
        expected.writeBytes(HexFormat.of().parseHex("28" + "8a080300000000000000" + "8a080100000000000000" + "74"));
        expected.writeBytes(HexFormat.of().parseHex("89"));
        expected.writeBytes(ascii("ccollections\nOrderedDict\n)RtR"));
        expected.writeBytes(ascii("u."));
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertEquals(
                    List.of("archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/version"),
                    zip.stream().map(ZipEntry::getName).toList());
            assertArrayEquals(expected.toByteArray(), content(zip, "archive/data.pkl"));
            assertArrayEquals(
                    HexFormat.of().parseHex("0000803f0000004000004040000080400000a0400000c040"),
                    content(zip, "archive/data/0"));
            assertEquals("3\n", new String(content(zip, "archive/version"), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void writesArraysAsNumpyDoes() throws IOException {
        Path file = folder.resolve("a.npz");
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("x", matrix());
        arrays.put("names", List.of("a", "längst"));
        arrays.put("alpha", 0.5);
        CheckpointWriter.writeNpz(file, arrays);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            byte[] x = content(zip, "x.npy");
            String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
            assertEquals("934e554d5059" + "0100" + "7600", HexFormat.of().formatHex(x, 0, 10));
            assertEquals(
                    header + " ".repeat(117 - header.length()) + "\n",
                    new String(x, 10, 118, StandardCharsets.US_ASCII));
            assertEquals(128 + 24, x.length);
            byte[] names = content(zip, "names.npy");
            assertTrue(new String(names, StandardCharsets.US_ASCII).contains("'descr': '<U6'"));
            assertTrue(new String(names, StandardCharsets.US_ASCII).contains("'shape': (2,)"));
            assertEquals(128 + 2 * 6 * 4, names.length);
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertEquals(CheckpointFormat.NPZ, checkpoint.format());
            assertArrayEquals(matrix().toFloatArray(), checkpoint.tensor("x").toFloatArray());
            assertEquals(Map.of("names.0", "a", "names.1", "längst"), checkpoint.values());
            assertEquals(0.5, checkpoint.tensor("alpha").get());
        }
    }

    @Test
    void givesTheSameBytesAtAnyTimeOfAnyZone() throws IOException {
        TimeZone zone = TimeZone.getDefault();
        try {
            Path first = folder.resolve("first.pt");
            CheckpointWriter.writeTorch(first, Map.of("x", matrix()));
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            Path second = folder.resolve("second.pt");
            CheckpointWriter.writeTorch(second, Map.of("x", matrix()));
            assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void storesViewsDensely() {
        Path file = folder.resolve("view.pt");
        CheckpointWriter.writeTorch(file, Map.of("x", matrix().transpose(0, 1)));
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertArrayEquals(
                    new float[] {1, 4, 2, 5, 3, 6}, checkpoint.tensor("x").toFloatArray());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsWhatNumpyWrote(boolean compressed) {
        String name = compressed ? "numpy-compressed.npz" : "numpy.npz";
        try (Checkpoint checkpoint = Checkpoint.open(resource(name))) {
            assertEquals(
                    List.of("f4", "f2", "f8", "i8", "fortran", "scalar"),
                    List.copyOf(checkpoint.names()).stream()
                            .filter(array -> !array.equals("objects"))
                            .toList());
            assertArrayEquals(
                    new float[] {0, 1, 2, 3, 4, 5}, checkpoint.tensor("f4").toFloatArray());
            assertArrayEquals(
                    new float[] {0, 1, 2, 3, 4, 5}, checkpoint.tensor("fortran").toFloatArray());
            assertArrayEquals(new float[] {1, -0.5f}, checkpoint.tensor("f2").toFloatArray());
            assertEquals(DType.F16, checkpoint.tensor("f2").dtype());
            assertArrayEquals(new double[] {Math.PI}, checkpoint.tensor("f8").toDoubleArray());
            assertEquals(-7, checkpoint.tensor("i8").getLong(0));
            assertEquals(0.25, checkpoint.tensor("scalar").get());
            assertEquals(Map.of("word", "hé", "words.0", "a", "words.1", "bcd"), checkpoint.values());
            String refusal = assertThrows(BadInputException.class, () -> checkpoint.tensor("objects"))
                    .getMessage();
            assertTrue(refusal.contains("array 'objects': is of type '|O'"), refusal);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (2, 3)  | <f4  | 20 | has 20 bytes of elements for
            (99999999999, 3)  | <f4  | 20 | which cannot be
            (2147483647, 2147483647, 2147483647)  | <f4  | 20 | which cannot be
            (2, 2, 2) | <U3  | 96 | strings in more than one dimension
            (1000000000,) | <U999999999 | 8 | has 8 bytes
            """)
    void refusesWhatDoesNotFit(String shape, String descr, int bytes, String message) throws IOException {
        Path file = folder.resolve("bad.npz");
        String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(descr, shape);
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.writeBytes(HexFormat.of().parseHex("934e554d50590100"));
        array.write(header.length());
        array.write(0);
        array.writeBytes(ascii(header));
        array.writeBytes(new byte[bytes]);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(array.toByteArray());
        }
        String refusal = assertThrows(BadInputException.class, () -> {
                    try (Checkpoint checkpoint = Checkpoint.open(file)) {
                        checkpoint.tensor("x");
                    }
                })
                .getMessage();
        assertTrue(refusal.contains(message), refusal);
        assertTrue(refusal.lines().count() == 1 && refusal.contains("array 'x'"), refusal);
    }

    /** Every cut and many changed bytes: refused in one line, or read. */
    @Test
    void survivesDamagedArchives() throws IOException {
        byte[] whole = Files.readAllBytes(resource("numpy.npz"));
        Path file = folder.resolve("damaged.npz");
        for (int i = 0; i < whole.length; i += 7) {
            byte[] damaged = (i & 1) == 0 ? Arrays.copyOf(whole, i + 1) : whole.clone();
            damaged[i] ^= (byte) 0xff;
            Files.write(file, damaged);
            try (Checkpoint checkpoint = Checkpoint.open(file)) {
                checkpoint.names().forEach(checkpoint::tensor);
            } catch (BadInputException e) {
                assertEquals(1, e.getMessage().lines().count());
            }
        }
    }

    private static Path resource(String name) {
        return Path.of("src/test/resources/io/github/jclip/convert", name);
    }

    private static byte[] content(ZipFile zip, String name) throws IOException {
        try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(ascii(text));
    }
}
