// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFolderTest {
    private static final long NO_PROCESS = 999_999_999_999L;

    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void nameTarget() {
        target = folder.resolve("model");
    }

    @Test
    void makesANewFolder() throws IOException {
        AtomicFolder.write(target, temporary -> {
            Files.writeString(temporary.resolve("config.json"), "new");
            Files.createDirectories(temporary.resolve("deep/er"));
            Files.writeString(temporary.resolve("deep/er/file"), "x");
            assertFalse(Files.exists(target));
        });
        assertEquals("new", Files.readString(target.resolve("config.json")));
        assertEquals("x", Files.readString(target.resolve("deep/er/file")));
        assertEquals(List.of("model"), names());
    }

    @Test
    void fillsAnEmptyFolder() throws IOException {
        Files.createDirectory(target);
        AtomicFolder.write(target, AtomicFolderTest::newModel);
        assertEquals("new", Files.readString(target.resolve("config.json")));
        assertEquals(List.of("model"), names());
    }

    @Test
    void refusesAFolderWithOtherFiles() throws IOException {
        Files.createDirectory(target);
        Files.writeString(target.resolve("thesis.tex"), "years of work");
        String message = assertThrows(
                        BadInputException.class,
                        () -> AtomicFolder.write(target, AtomicFolderTest::isModel, AtomicFolderTest::newModel))
                .getMessage();
        assertEquals(target + ": is a folder with other files in it; remove it or choose another name", message);
        assertEquals("years of work", Files.readString(target.resolve("thesis.tex")));
        assertEquals(List.of("model"), names());
    }

    @Test
    void replacesAFolderOfItsKind() throws IOException {
        oldModel();
        AtomicFolder.write(target, AtomicFolderTest::isModel, AtomicFolderTest::newModel);
        assertEquals("new", Files.readString(target.resolve("config.json")));
        assertFalse(Files.exists(target.resolve("extra")));
        assertEquals(List.of("model"), names());
    }

    @Test
    void keepsTheOldFolderWhenTheContentFails() throws IOException {
        oldModel();
        IOException full = FullDisk.error();
        String message = assertThrows(
                        BadInputException.class,
                        () -> AtomicFolder.write(target, AtomicFolderTest::isModel, temporary -> {
                            newModel(temporary);
                            throw full;
                        }))
                .getMessage();
        assertTrue(message.startsWith(target + ": the disk is full"), message);
        assertEquals("old", Files.readString(target.resolve("config.json")));
        assertEquals("extra", Files.readString(target.resolve("extra")));
        assertEquals(List.of("model"), names());
    }

    /** What was built vanishes at the last look before the swap, so that the second rename fails. */
    @Test
    void putsTheOldFolderBackWhenTheNewOneCannotTakeItsPlace() throws IOException {
        oldModel();
        List<Path> built = new ArrayList<>();
        assertThrows(
                BadInputException.class,
                () -> AtomicFolder.write(
                        target,
                        existing -> {
                            built.forEach(AtomicFolderTest::deleteUnchecked);
                            return true;
                        },
                        built::add));
        assertEquals(1, built.size());
        assertEquals("old", Files.readString(target.resolve("config.json")));
        assertEquals(List.of("model"), names());
    }

    @Test
    void looksAgainBeforeReplacing() throws IOException {
        assertThrows(
                BadInputException.class,
                () -> AtomicFolder.write(target, AtomicFolderTest::isModel, temporary -> {
                    newModel(temporary);
                    Files.createDirectory(target);
                    Files.writeString(target.resolve("thesis.tex"), "came meanwhile");
                }));
        assertEquals("came meanwhile", Files.readString(target.resolve("thesis.tex")));
        assertEquals(List.of("model"), names());
    }

    /** The state after a kill between the two renames of a swap. */
    @Test
    void restoresWhatAKilledSwapMovedAside() throws IOException {
        oldModel();
        Files.move(target, folder.resolve(".model.%d-3.old".formatted(NO_PROCESS)));
        newModel(Files.createDirectory(folder.resolve(".model.%d-2.tmp".formatted(NO_PROCESS))));
        assertThrows(BadInputException.class, () -> AtomicFolder.write(target, AtomicFolderTest::newModel));
        assertEquals("old", Files.readString(target.resolve("config.json")));
        assertEquals("extra", Files.readString(target.resolve("extra")));
        assertEquals(List.of("model"), names());
    }

    /** The state after a kill between the second rename of a swap and the removal of the old folder. */
    @Test
    void removesWhatAFinishedSwapLeft() throws IOException {
        newModel(Files.createDirectory(target));
        newModel(Files.createDirectory(folder.resolve(".model.%d-3.old".formatted(NO_PROCESS))));
        AtomicFolder.write(target, AtomicFolderTest::isModel, AtomicFolderTest::newModel);
        assertEquals(List.of("model"), names());
    }

    @Test
    void neverFollowsLinksWhenItDeletes() throws IOException {
        Path precious = Files.createDirectory(folder.resolve("precious"));
        Files.writeString(precious.resolve("file"), "keep");
        oldModel();
        Files.createSymbolicLink(target.resolve("link"), precious);
        AtomicFolder.write(target, AtomicFolderTest::isModel, AtomicFolderTest::newModel);
        assertEquals("keep", Files.readString(precious.resolve("file")));
    }

    @Test
    void refusesAFileAndAMissingParent() throws IOException {
        Files.writeString(target, "a file");
        assertTrue(refusal(target).contains("is a file, not a folder"));
        assertEquals("a file", Files.readString(target));
        assertTrue(refusal(folder.resolve("nowhere").resolve("model")).contains("nowhere does not exist; create it"));
        assertTrue(refusal(target.resolve("model")).contains("model is not a folder"));
        assertTrue(refusal(Path.of("/")).contains("other files in it"));
    }

    private static String refusal(Path path) {
        String message = assertThrows(
                        BadInputException.class, () -> AtomicFolder.write(path, AtomicFolderTest::newModel))
                .getMessage();
        assertTrue(message.startsWith(path + ": "), message);
        return message;
    }

    private static boolean isModel(Path existing) {
        return Files.exists(existing.resolve("config.json"));
    }

    private static void deleteUnchecked(Path emptyFolder) {
        assertDoesNotThrow(() -> Files.delete(emptyFolder));
    }

    private void oldModel() throws IOException {
        Files.createDirectory(target);
        Files.writeString(target.resolve("config.json"), "old");
        Files.writeString(target.resolve("extra"), "extra");
    }

    private static void newModel(Path into) throws IOException {
        Files.writeString(into.resolve("config.json"), "new");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}
