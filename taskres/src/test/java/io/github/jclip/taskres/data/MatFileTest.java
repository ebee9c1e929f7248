// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatFileTest {
    private static final int HEADER_LENGTH = 128;

    @TempDir
    private Path folder;

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = MatFileTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private MatFile read(String name) throws IOException {
        return MatFile.read(Files.write(folder.resolve(name), bytes(name)));
    }

    @Test
    void matrices() throws IOException {
        List<Integer> labels = read("imagelabels.mat").integers("labels");

        assertEquals(18, labels.size());
        assertEquals(Collections.nCopies(6, 2), labels.subList(6, 12));
    }

    @Test
    void cellsAndStructs() throws IOException {
        assertEquals(
                List.of("AM General Hummer SUV 2000", "Audi S4 Sedan 2012"),
                read("cars_meta.mat").texts("class_names"));
        MatFile annotations = read("cars_test_annos_withlabels.mat");
        assertEquals(
                List.of("00001.jpg", "00002.jpg", "00003.jpg", "00004.jpg"), annotations.texts("annotations", "fname"));
        assertEquals(List.of(1, 2, 1, 2), annotations.integers("annotations", "class"));
    }

    @Test
    void whatIsNotThereOrOfAnotherKindIsNamed() throws IOException {
        MatFile file = read("cars_meta.mat");

        assertComplaint("has no variable 'labels'", () -> file.integers("labels"));
        assertComplaint("'class_names' is not a matrix of integers", () -> file.integers("class_names"));
        assertComplaint("'class_names' is not a struct array", () -> file.texts("class_names", "fname"));
    }

    @Test
    void anotherKindOfFileIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("page.mat"), "<html>".repeat(50));

        assertComplaint("is not a MATLAB file of level 5", () -> MatFile.read(file));
    }

    private static void assertComplaint(String expected, Runnable action) {
        String complaint = assertThrows(BadInputException.class, action::run).getMessage();
        assertTrue(complaint.contains(expected), complaint);
    }

    /** Anything but a value or a complaint would be an error here: an index out of bounds, memory used up. */
    @ParameterizedTest
    @ValueSource(strings = {"imagelabels.mat", "cars_meta.mat", "cars_train_annos.mat"})
    void damageIsReported(String name) throws IOException {
        byte[] whole = inflated(bytes(name));
        Random random = new Random(1);
        int complaints = 0;
        for (int trial = 0; trial < 2000; trial++) {
            byte[] damaged = random.nextInt(4) == 0
                    ? Arrays.copyOf(whole, HEADER_LENGTH + 1 + random.nextInt(whole.length - HEADER_LENGTH))
                    : whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[HEADER_LENGTH + random.nextInt(damaged.length - HEADER_LENGTH)] = (byte) random.nextInt(256);
            }
            try {
                MatReader.read("file", damaged);
            } catch (BadInputException e) {
                complaints++;
                assertEquals(1, e.getMessage().lines().count());
            }
        }
        assertTrue(complaints > 200, complaints + " complaints");
    }

    /** The file without compression, which would find most of the damage itself. */
    private static byte[] inflated(byte[] file) throws IOException {
        int start = HEADER_LENGTH + 8;
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(file, start, file.length - start))) {
            byte[] content = in.readAllBytes();
            byte[] whole = Arrays.copyOf(file, HEADER_LENGTH + content.length);
            System.arraycopy(content, 0, whole, HEADER_LENGTH, content.length);
            return whole;
        }
    }
}
