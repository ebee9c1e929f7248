// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few pages in memory, where this process may mount one. */
final class MountedFolder implements AutoCloseable {
    private final Path path;

    private MountedFolder(Path path) {
        this.path = path;
    }

    /** Mounts a file system, or skips the test. */
    static MountedFolder ofKibibytes(int size, Path path) throws IOException, InterruptedException {
        Files.createDirectory(path);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=%dk".formatted(size), "tmpfs", path.toString()),
                "no permission to mount a small file system");
        return new MountedFolder(path);
    }

    Path path() {
        return path;
    }

    void makeReadOnly() throws IOException, InterruptedException {
        assumeTrue(run("mount", "-o", "remount,ro", path.toString()), "no permission to mount read-only");
    }

    @Override
    public void close() throws IOException {
        try {
            assertEquals(true, run("umount", path.toString()), "umount " + path);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false;
        }
    }
}
