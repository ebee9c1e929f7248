// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.cli.InProcess;
import io.github.jclip.tests.support.ClusteredFeatures;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.FolderState;
import io.github.jclip.tests.support.StandaloneJar;
import io.github.jclip.tests.support.TinyModel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, folders that cannot be written: one line with the reason, and what was there stays. */
class UnwritablePlacesTest {
    private static final String FULL = "the disk is full";
    private static final String READ_ONLY = "the file system is read-only";
    private static final String DENIED = "no permission to write";
    private static final String TOO_LARGE = "ulimit -f";

    /** Less than any of the outputs. */
    private static final int SMALL_KIBIBYTES = 64;

    /** Of 512 bytes, or in some shells of a kibibyte. */
    private static final int BLOCKS = 128;

    /** More embeddings than fit. */
    private static final int TEXTS = 2000;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void layOut() throws IOException {
        TinyModel.make(folder.resolve("model"));
        Files.writeString(folder.resolve("texts.txt"), "a dog\n".repeat(TEXTS));
        ClusteredFeatures.write(folder.resolve("features.safetensors"));
    }

    /** The commands that write, by their names. */
    private static Map<String, String[]> commandsTo(Path place) {
        return Map.of(
                "convert",
                new String[] {
                    "convert",
                    in("model.safetensors"),
                    "--out",
                    place.resolve("new").toString()
                },
                "encode",
                new String[] {
                    "encode",
                    "--model",
                    in("model"),
                    "--texts",
                    in("texts.txt"),
                    "-q",
                    "--out",
                    place.resolve("kept").toString()
                },
                "tune",
                new String[] {
                    "tune",
                    "taskres",
                    "--features",
                    in("features.safetensors"),
                    "-q",
                    "--epochs",
                    "2000",
                    "--out",
                    place.resolve("new").toString()
                });
    }

    private static String in(String name) {
        return folder.resolve(name).toString();
    }

    private static void assertRefused(Path place, String reason, FolderState before, Finished refused)
            throws IOException {
        assertEquals(1, refused.complaints().size(), refused.err());
        String complaint = refused.complaints().getFirst();
        assertTrue(complaint.startsWith("jclip: " + place), complaint);
        assertTrue(complaint.contains(reason), complaint);
        assertFalse(complaint.contains("Exception"), complaint);
        assertEquals(2, refused.exitCode());
        assertEquals("", refused.out());
        assertEquals(before, FolderState.of(place));
    }

    private static Stream<DynamicTest> everyCommand(String where, Place place) {
        return Stream.of("convert", "encode", "tune")
                .map(command -> dynamicTest(command + " to " + where, () -> place.test(command)));
    }

    /** Tries a command on a place of its own. */
    @FunctionalInterface
    private interface Place {
        void test(String command) throws IOException, InterruptedException;
    }

    @TestFactory
    Stream<DynamicTest> fullDisk() {
        return everyCommand("a full disk", command -> {
            try (MountedFolder disk = MountedFolder.ofKibibytes(SMALL_KIBIBYTES, folder.resolve("full-" + command))) {
                Files.writeString(disk.path().resolve("kept"), "precious");
                FolderState before = FolderState.of(disk.path());
                Finished refused = InProcess.run(commandsTo(disk.path()).get(command));
                assertRefused(disk.path(), FULL, before, refused);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> readOnlyFileSystem() {
        return everyCommand("a read-only file system", command -> {
            try (MountedFolder disk = MountedFolder.ofKibibytes(SMALL_KIBIBYTES, folder.resolve("fixed-" + command))) {
                Files.writeString(disk.path().resolve("kept"), "precious");
                disk.makeReadOnly();
                FolderState before = FolderState.of(disk.path());
                Finished refused = InProcess.run(commandsTo(disk.path()).get(command));
                assertRefused(disk.path(), READ_ONLY, before, refused);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> folderWithoutPermission() {
        return everyCommand("a folder without permission", command -> {
            assumeTrue(File.separatorChar == '/', "permissions of POSIX");
            assumeFalse(System.getProperty("user.name").equals("root"), "root needs no permission");
            Path place = Files.createDirectory(folder.resolve("closed-" + command));
            Files.writeString(place.resolve("kept"), "precious");
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"));
            try {
                FolderState before = FolderState.of(place);
                assertRefused(
                        place, DENIED, before, InProcess.run(commandsTo(place).get(command)));
            } finally {
                Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        });
    }

    /** A limit on the size of files cuts a write short as a full disk does, and any user may set one. */
    @TestFactory
    Stream<DynamicTest> limitedFileSize() {
        return everyCommand("files of limited size", command -> {
            assumeTrue(File.separatorChar == '/', "a shell of POSIX");
            StandaloneJar.assumeUpToDate();
            Path place = Files.createDirectory(folder.resolve("limited-" + command));
            Files.writeString(place.resolve("kept"), "precious");
            FolderState before = FolderState.of(place);
            ProcessBuilder limited = StandaloneJar.process(commandsTo(place).get(command));
            limited.command().addAll(0, List.of("sh", "-c", "ulimit -f %d && exec \"$@\"".formatted(BLOCKS), "sh"));
            assertRefused(place, TOO_LARGE, before, Finished.run(limited));
        });
    }

    @Test
    void fullStandardOutput() throws IOException, InterruptedException {
        File full = new File("/dev/full");
        assumeTrue(full.exists(), "no /dev/full");
        StandaloneJar.assumeUpToDate();
        ProcessBuilder tokenize = StandaloneJar.process("tokenize", "--model", in("model"), "a dog")
                .redirectOutput(full);
        Finished finished = Finished.run(tokenize);
        assertEquals(1, finished.exitCode());
        assertEquals(List.of("jclip: cannot write to standard output: No space left on device"), finished.complaints());
    }

    @Test
    void aDeviceIsNotReplaced() {
        assumeTrue(new File("/dev/null").exists(), "no /dev/null");
        Finished refused =
                InProcess.run("encode", "--model", in("model"), "--texts", in("texts.txt"), "--out", "/dev/null");
        assertEquals(2, refused.exitCode());
        assertEquals(List.of("jclip: /dev/null: is not a regular file; choose another name"), refused.complaints());
    }
}
