// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleArchiveTest {
    private static final Instant TIME = Instant.parse("2026-11-21T00:00:00Z");

    @TempDir
    private Path folder;

    @BeforeEach
    void needsThePrograms() {
        assumeTrue(
                Tool.onPath("tar").isPresent()
                        && Tool.onPath("xz").isPresent()
                        && System.getProperty("os.name").equals("Linux"),
                "needs GNU tar and xz");
    }

    private Path tree(String parent, String... names) throws IOException {
        Path root = Files.createDirectories(folder.resolve(parent).resolve("bundle"));
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(name.startsWith("bin/") ? "rwx------" : "rw-r--r--"));
        }
        return root;
    }

    @Test
    void theSameFilesGiveTheSameBytes() throws IOException {
        Path first = folder.resolve("first.tar.xz");
        Path second = folder.resolve("second.tar.xz");
        Path tree = tree("one", "lib/a", "bin/b", "c");
        BundleArchive.ofThisMachine().write(tree, TIME, first);
        Path other = tree("two", "c", "bin/b", "lib/a");
        Files.setLastModifiedTime(other.resolve("c"), FileTime.fromMillis(0));
        BundleArchive.ofThisMachine().write(other, TIME, second);
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    }

    @Test
    void unpacksWithModesAndTimes() throws IOException {
        Path archive = folder.resolve("a.tar.xz");
        BundleArchive.ofThisMachine().write(tree("one", "bin/b", "c"), TIME, archive);
        Tool tar = Tool.onPath("tar").orElseThrow();
        Path target = Files.createDirectory(folder.resolve("target"));
        tar.run(List.of("-xf", archive.toString(), "-C", target.toString()));
        assertEquals("bin/b", Files.readString(target.resolve("bundle/bin/b")));
        assertTrue(Files.isExecutable(target.resolve("bundle/bin/b")));
        assertEquals(
                FileTime.from(TIME),
                Files.getLastModifiedTime(target.resolve("bundle").resolve("c")));
        assertEquals(
                "rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("bundle/c"))));
    }

    @Test
    void aFailingProgramLeavesNothing() throws IOException {
        BundleArchive archive = BundleArchive.ofThisMachine();
        Path target = folder.resolve("a.tar.xz");
        String complaint = assertThrows(
                        BadInputException.class, () -> archive.write(folder.resolve("no/such"), TIME, target))
                .getMessage();
        assertTrue(complaint.startsWith(archive.tar().program() + " ended with code 2: "), complaint);
        assertEquals(1, complaint.lines().count());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }
}
