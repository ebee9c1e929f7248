// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FileErrorsTest {
    @TempDir
    Path folder;

    @Test
    void namesAMissingFile() {
        Path file = folder.resolve("gone.bin");
        IOException error = assertThrows(IOException.class, () -> Files.readAllBytes(file));
        assertEquals(
                file + ": does not exist; check the path",
                FileErrors.reading(file, error).getMessage());
        assertEquals(
                file + ": does not exist; check the path",
                assertThrows(BadInputException.class, () -> FileErrors.requireFile(file))
                        .getMessage());
    }

    @Test
    void namesTheMissingFolderOfAMissingFile() {
        Path file = folder.resolve("nowhere").resolve("gone.bin");
        assertEquals(
                file + ": does not exist, nor does the folder " + file.getParent() + "; check the path",
                assertThrows(BadInputException.class, () -> FileErrors.requireFile(file))
                        .getMessage());
    }

    @Test
    void knowsAMissingFileOfTheOldApi() {
        Path file = folder.resolve("gone.bin");
        IOException error = assertThrows(IOException.class, () -> readOld(file));
        assertTrue(FileErrors.reading(file, error).getMessage().contains("does not exist"));
    }

    @Test
    void saysThatAFolderIsNoFile() {
        IOException error = assertThrows(IOException.class, () -> Files.readAllBytes(folder));
        assertTrue(FileErrors.reading(folder, error).getMessage().contains("is a folder"));
        assertRefused("is a folder", () -> FileErrors.requireFile(folder));
    }

    @Test
    void saysThatAFileIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        IOException error = assertThrows(IOException.class, () -> Files.readAllBytes(file.resolve("inside")));
        assertTrue(
                FileErrors.reading(file.resolve("inside"), error).getMessage().contains("file is not a folder"));
        assertRefused("is not a folder", () -> FileErrors.requireFolder(file));
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        Path file = Files.createFile(folder.resolve("empty"));
        assertRefused("is empty", () -> FileErrors.requireFile(file));
        Files.writeString(file, "x");
        assertDoesNotThrow(() -> FileErrors.requireFile(file));
    }

    @Test
    void refusesADevice() {
        Path device = Path.of("/dev/zero");
        assumeTrue(Files.exists(device), "this system has no /dev/zero");
        assertRefused("is not a regular file", () -> FileErrors.requireFile(device));
    }

    @Test
    void knowsAFullDisk() throws IOException {
        IOException error = FullDisk.error();
        assertTrue(FileErrors.writing(folder.resolve("out"), error).getMessage().contains("the disk is full"));
    }

    @Test
    void mapsWhatASystemMayReport() {
        Path file = folder.resolve("out");
        assertTrue(FileErrors.writing(file, new AccessDeniedException("x"))
                .getMessage()
                .contains("no permission to write in " + folder));
        assertTrue(FileErrors.reading(file, new AccessDeniedException("x"))
                .getMessage()
                .contains("no permission to read"));
        assertTrue(FileErrors.writing(file, new FileSystemException("x", null, "Read-only file system"))
                .getMessage()
                .contains("is read-only"));
        assertTrue(FileErrors.writing(file, new IOException("Disk quota exceeded"))
                .getMessage()
                .contains("quota"));
        assertTrue(FileErrors.reading(file, new EOFException()).getMessage().contains("ends too early"));
    }

    @Test
    void keepsAnUnknownReasonOnOneLine() {
        Path file = folder.resolve("out");
        String message =
                FileErrors.writing(file, new IOException("first\nsecond")).getMessage();
        assertEquals(file + ": cannot be written: first\\u000asecond", message);
        assertEquals(
                file + ": cannot be read: IOException",
                FileErrors.reading(file, new IOException()).getMessage());
    }

    private static void assertRefused(String part, Executable action) {
        String message = assertThrows(BadInputException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static void readOld(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            in.readAllBytes();
        }
    }
}
