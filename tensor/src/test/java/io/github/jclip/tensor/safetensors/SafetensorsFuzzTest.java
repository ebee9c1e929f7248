// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes: either every tensor can be read, or one line says what is wrong. */
@Timeout(120)
class SafetensorsFuzzTest {
    private static final int ROUNDS = 2000;
    private static final long SEED = 20260728;

    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "-1",
        "1.5",
        "1e9",
        "9223372036854775807",
        "18446744073709551616",
        "null",
        "true",
        "\\u0000",
        "\"F64\"",
        "\"BOOL\"",
        "\"F4\"",
        "\"Q7\"",
        "\"shape\"",
        "\"__metadata__\"",
        "0,",
        "[[[["
    };

    @TempDir
    Path folder;

    @Test
    void neverFailsInAnotherWay() throws IOException {
        byte[] good = goodFile();
        Path file = folder.resolve("mutant.safetensors");
        SplittableRandom random = new SplittableRandom(SEED);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Files.write(file, mutate(good, random));
            refused += isRefused(file, "seed %d, round %d".formatted(SEED, round)) ? 1 : 0;
        }
        assertTrue(refused > ROUNDS / 2 && refused < ROUNDS, refused + " of " + ROUNDS + " were refused");
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] good = goodFile();
        Path file = folder.resolve("truncated.safetensors");
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertTrue(isRefused(file, "cut to " + length + " bytes"), "cut to " + length + " bytes");
        }
    }

    private static boolean isRefused(Path file, String context) {
        try (Safetensors opened = Safetensors.open(file)) {
            for (String name : opened.names()) {
                readAll(opened, name);
            }
            return false;
        } catch (BadInputException e) {
            assertEquals(1, e.getMessage().lines().count(), context);
            assertTrue(e.getMessage().startsWith(file + ": "), context + ": " + e.getMessage());
            return true;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(context, e);
        }
    }

    private static void readAll(Safetensors opened, String name) {
        Tensor tensor = opened.tensor(name);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.getFlat(i);
        }
    }

    private byte[] goodFile() throws IOException {
        Path file = folder.resolve("good.safetensors");
        try (Scope scope = Scope.ofHost()) {
            SafetensorsWriter.write(
                    file,
                    Map.of(
                            "weight", scope.allocate(DType.F32, 3, 4),
                            "half", scope.allocate(DType.BF16, 5),
                            "scale", scope.allocate(DType.F64),
                            "empty", scope.allocate(DType.I64, 0, 2),
                            "bytes", scope.allocate(DType.U8, 7)),
                    Map.of("format", "pt", "note", "größer"));
        }
        return Files.readAllBytes(file);
    }

    private static byte[] mutate(byte[] good, SplittableRandom random) {
        byte[] mutant = good;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            mutant = switch (random.nextInt(6)) {
                case 0 -> flipBit(mutant, random);
                case 1 -> Arrays.copyOf(mutant, random.nextInt(mutant.length + 16));
                case 2 -> replaceDigit(mutant, random);
                case 3 -> splice(mutant, randomBytes(random), random);
                case 4 -> splice(mutant, token(random), random);
                default -> swapLength(mutant, random);
            };
            if (mutant.length < Header.LENGTH_BYTES + 1) {
                return mutant;
            }
        }
        return mutant;
    }

    private static byte[] flipBit(byte[] bytes, SplittableRandom random) {
        byte[] result = bytes.clone();
        result[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return result;
    }

    /** Keeps the JSON valid, so that the checks behind the parser are reached. */
    private static byte[] replaceDigit(byte[] bytes, SplittableRandom random) {
        byte[] result = bytes.clone();
        int start = random.nextInt(bytes.length);
        for (int i = start; i < bytes.length; i++) {
            if (result[i] >= '0' && result[i] <= '9') {
                result[i] = (byte) ('0' + random.nextInt(10));
                return result;
            }
        }
        return result;
    }

    /** Puts bytes in and corrects the header's length, so that the JSON is all that changed. */
    private static byte[] splice(byte[] bytes, byte[] inserted, SplittableRandom random) {
        int at = Header.LENGTH_BYTES + random.nextInt(bytes.length - Header.LENGTH_BYTES);
        byte[] result = new byte[bytes.length + inserted.length];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(bytes, at, result, at + inserted.length, bytes.length - at);
        int low = (result[0] & 0xff) + inserted.length;
        result[0] = (byte) low;
        result[1] += (byte) (low >> 8);
        return result;
    }

    private static byte[] randomBytes(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(8)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] token(SplittableRandom random) {
        return TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] swapLength(byte[] bytes, SplittableRandom random) {
        byte[] result = bytes.clone();
        result[random.nextInt(Header.LENGTH_BYTES)] = (byte) random.nextInt();
        return result;
    }
}
