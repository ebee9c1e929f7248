// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void writesANewFile() throws IOException {
        Path target = folder.resolve("out.txt");
        AtomicFile.write(target, "größer");
        assertEquals("größer", Files.readString(target));
        assertEquals(List.of("out.txt"), names());
    }

    @Test
    void replacesAFile() throws IOException {
        Path target = Files.writeString(folder.resolve("out.txt"), "old and longer");
        AtomicFile.write(target, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
        assertEquals("new", Files.readString(target));
        assertEquals(List.of("out.txt"), names());
    }

    @Test
    void tellsBeforehandWhatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        AtomicFile.requirePossible(file);
        AtomicFile.requirePossible(folder.resolve("new"));
        for (Path target : List.of(folder, folder.resolve("gone/new"), file.resolve("new"))) {
            String early = assertThrows(BadInputException.class, () -> AtomicFile.requirePossible(target))
                    .getMessage();
            assertEquals(
                    assertThrows(BadInputException.class, () -> AtomicFile.write(target, "new"))
                            .getMessage(),
                    early);
        }
        assertEquals(List.of("file"), names());
    }

    @Test
    void showsTheOldContentUntilTheNewIsComplete() throws IOException {
        Path target = Files.writeString(folder.resolve("out.txt"), "old");
        AtomicFile.write(target, out -> {
            out.write('n');
            out.flush();
            assertEquals("old", Files.readString(target));
            assertEquals(2, names().size());
        });
        assertEquals("n", Files.readString(target));
    }

    @Test
    void keepsTheOldFileWhenTheContentFails() throws IOException {
        Path target = Files.writeString(folder.resolve("out.txt"), "old");
        IllegalStateException failure = new IllegalStateException("stop");
        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> AtomicFile.write(target, out -> {
                            out.write(1);
                            throw failure;
                        })));
        assertEquals("old", Files.readString(target));
        assertEquals(List.of("out.txt"), names());
    }

    @Test
    void keepsTheOldFileWhenTheDiskIsFull() throws IOException {
        Path target = Files.writeString(folder.resolve("out.txt"), "old");
        IOException full = FullDisk.error();
        BadInputException error = assertThrows(
                BadInputException.class,
                () -> AtomicFile.writeChannel(target, channel -> {
                    channel.write(ByteBuffer.allocate(1000));
                    throw full;
                }));
        assertEquals(target + ": the disk is full; free some space or choose another place", error.getMessage());
        assertEquals("old", Files.readString(target));
        assertEquals(List.of("out.txt"), names());
    }

    @Test
    void removesWhatADeadProcessLeft() throws IOException, InterruptedException {
        Path target = folder.resolve("out.txt");
        Files.writeString(folder.resolve(".out.txt.%d-0.tmp".formatted(deadPid())), "half");
        Files.writeString(
                folder.resolve(".out.txt.%d-77777.tmp"
                        .formatted(ProcessHandle.current().pid())),
                "same pid");
        AtomicFile.write(target, "new");
        assertEquals(List.of("out.txt"), names());
    }

    @Test
    void leavesTheFilesOfOthersAlone() throws IOException, InterruptedException {
        List<String> others = List.of(
                ".out.txt.%d-0.tmp".formatted(livePid()),
                ".out.txt.tmp",
                ".out.txt.x.tmp",
                ".other.txt.%d-0.tmp".formatted(deadPid()),
                ".out.txt.bak.%d-0.tmp".formatted(deadPid()));
        for (String name : others) {
            Files.writeString(folder.resolve(name), "keep");
        }
        AtomicFile.write(folder.resolve("out.txt"), "new");
        assertEquals(others.size() + 1, names().size());
    }

    @Test
    void writesThroughALink() throws IOException {
        Path place = Files.createDirectory(folder.resolve("place"));
        Path real = Files.writeString(place.resolve("real.txt"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), real);
        AtomicFile.write(link, "new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(real));
    }

    @Test
    void namesAMissingParent() {
        Path target = folder.resolve("nowhere").resolve("out.txt");
        assertEquals(
                "%s: the folder %s does not exist; create it or choose another place"
                        .formatted(target, target.getParent()),
                refusal(target));
    }

    @Test
    void refusesAParentThatIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertEquals(
                "%s: %s is not a folder; check the path".formatted(file.resolve("out.txt"), file),
                refusal(file.resolve("out.txt")));
        assertEquals("x", Files.readString(file));
    }

    @Test
    void refusesAFolderAndADevice() {
        assertTrue(refusal(folder).contains("is a folder"));
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device), "this system has no /dev/null");
        assertTrue(refusal(device).contains("is not a regular file"));
        assertTrue(Files.exists(device) && !Files.isRegularFile(device));
    }

    @Test
    void refusesATooLongName() throws IOException {
        assertTrue(refusal(folder.resolve("x".repeat(250))).contains("name is too long"));
        assertEquals(List.of(), names());
    }

    @Test
    void namesAFolderThatMayNotBeWritten() throws IOException {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "no POSIX permissions here");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));
        assumeFalse(Files.isWritable(locked), "this user may write everywhere (root)");
        Path target = locked.resolve("out.txt");
        assertEquals(
                "%s: no permission to write in %s; change the permissions or choose another place"
                        .formatted(target, locked),
                refusal(target));
    }

    @Test
    void namesAFileSystemThatMayNotBeWritten() {
        Path readOnly = Path.of("/proc/sys");
        assumeTrue(Files.isDirectory(readOnly), "this system has no /proc/sys");
        Path target = readOnly.resolve("jclip-out.txt");
        String message = refusal(target);
        assertTrue(message.startsWith(target + ": "), message);
        assertEquals(1, message.lines().count());
    }

    /** A process that is killed in the middle of a write leaves the old file, and the next write clears up. */
    @Test
    void survivesAKill() throws IOException, InterruptedException {
        Path target = Files.writeString(folder.resolve("out.txt"), "old");
        Process writer = ChildWriter.start(target);
        try {
            assertEquals('!', writer.getInputStream().read());
            assertEquals(2, names().size());
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertEquals("old", Files.readString(target));
        assertEquals(2, names().size());
        AtomicFile.write(target, "new");
        assertEquals("new", Files.readString(target));
        assertEquals(List.of("out.txt"), names());
    }

    /** A process that is asked to stop (Ctrl-C) removes what it has not finished. */
    @Test
    void clearsUpWhenAskedToStop() throws IOException, InterruptedException {
        Path target = Files.writeString(folder.resolve("out.txt"), "old");
        Process writer = ChildWriter.start(target);
        assumeTrue(writer.supportsNormalTermination(), "this system cannot ask a process to stop");
        assertEquals('!', writer.getInputStream().read());
        writer.destroy();
        writer.waitFor();
        assertEquals("old", Files.readString(target));
        assertEquals(List.of("out.txt"), names());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    private static String refusal(Path target) {
        return assertThrows(BadInputException.class, () -> AtomicFile.write(target, "new"))
                .getMessage();
    }

    private static long livePid() {
        return ProcessHandle.current().parent().orElseThrow().pid();
    }

    private static long deadPid() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ChildWriter.java(), "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.waitFor();
        return process.pid();
    }
}
