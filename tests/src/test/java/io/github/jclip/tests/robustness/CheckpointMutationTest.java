// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.convert.Checkpoint;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tests.golden.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small checkpoints with bytes changed, cut out, repeated and moved: each is read or refused in one line. Where it is
 * read, every element can be.
 */
class CheckpointMutationTest {
    private static final Path GOOD = Golden.compactFolder("checkpoints").resolve("good");
    private static final int ROUNDS = 1500;
    private static final int[] TELLING_BYTES = {0, 1, 0x7f, 0x80, 0xff, '(', ')', 'R', 'c', 'h', 'q', 't', 'u', 'Q', '.'
    };

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nested.zip.pt",
                "odd_tensors.zip.pt",
                "odd_tensors.legacy.pt",
                "odd_tensors.safetensors",
                "taskres_prompt_learner.model.pth.tar-100"
            })
    void mutatedFilesAreReadOrRefused(String name) throws IOException {
        byte[] original = Files.readAllBytes(GOOD.resolve(name));
        Random random = new Random(name.hashCode());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            refused += isRefused(mutate(original, random)) ? 1 : 0;
        }
        assertTrue(refused > ROUNDS / 4, "only %d of %d were refused".formatted(refused, ROUNDS));
    }

    /** The checksum of the pickle is made to fit, so that the reader sees what was changed. */
    @ParameterizedTest
    @ValueSource(strings = {"nested.zip.pt", "odd_tensors.zip.pt", "taskres_prompt_learner.model.pth.tar-100"})
    void mutatedPicklesAreReadOrRefused(String name) throws IOException {
        Map<String, byte[]> entries = entries(GOOD.resolve(name));
        Random random = new Random(name.hashCode());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            refused += isRefused(withMutatedPickle(entries, random)) ? 1 : 0;
        }
        assertTrue(refused > ROUNDS / 4, "only %d of %d were refused".formatted(refused, ROUNDS));
    }

    private boolean isRefused(byte[] bytes) throws IOException {
        Path file = Files.write(temporary.resolve("mutated"), bytes);
        boolean refused = false;
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            for (String name : checkpoint.names()) {
                refused |= isRefused(checkpoint, name);
            }
            return refused;
        } catch (BadInputException e) {
            checkMessage(e);
            return true;
        }
    }

    private static boolean isRefused(Checkpoint checkpoint, String name) {
        try {
            Tensor tensor = checkpoint.tensor(name);
            if (tensor.elementCount() > 0) {
                tensor.getFlat(0);
                tensor.getFlat(tensor.elementCount() - 1);
            }
            return false;
        } catch (BadInputException e) {
            checkMessage(e);
            return !e.getMessage().contains("does not compute with");
        }
    }

    private static void checkMessage(BadInputException refused) {
        assertEquals(-1, refused.getMessage().indexOf('\n'), refused.getMessage());
        assertFalse(refused.getMessage().length() > 2000, refused.getMessage());
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes = mutateOnce(bytes, random);
        }
        return bytes;
    }

    private static byte[] mutateOnce(byte[] bytes, Random random) {
        if (bytes.length < 2) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(16, bytes.length - at));
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) TELLING_BYTES[random.nextInt(TELLING_BYTES.length)];
            case 2 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 3 -> System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length + 1), length);
            case 4 -> Arrays.fill(bytes, at, at + length, (byte) 0xff);
            default -> {
                byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
                System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
                return shorter;
            }
        }
        return bytes;
    }

    private static Map<String, byte[]> entries(Path archive) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] withMutatedPickle(Map<String, byte[]> entries, Random random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                boolean pickle = entry.getKey().endsWith("/data.pkl");
                byte[] content = pickle ? mutate(entry.getValue(), random) : entry.getValue();
                CRC32 crc = new CRC32();
                crc.update(content);
                ZipEntry copy = new ZipEntry(entry.getKey());
                copy.setSize(content.length);
                copy.setCrc(crc.getValue());
                out.putNextEntry(copy);
                out.write(content);
            }
        }
        return bytes.toByteArray();
    }
}
