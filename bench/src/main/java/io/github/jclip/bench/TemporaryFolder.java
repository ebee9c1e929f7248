// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder that is deleted with all it holds when it is closed or when the JVM ends before that. */
public final class TemporaryFolder implements AutoCloseable {
    /** At the end of the JVM somebody may still write into it. */
    private static final int ATTEMPTS_AT_END = 5;

    private final Path path;
    private final Thread atEnd;

    /** An empty folder. */
    public TemporaryFolder() {
        this(0);
    }

    /**
     * An empty folder on a disk with room.
     *
     * @param bytes that will be written
     * @throws BadInputException if there is less room
     */
    public TemporaryFolder(long bytes) {
        try {
            path = Files.createTempDirectory("jclip-bench");
            long free = Files.getFileStore(path).getUsableSpace();
            if (free < bytes) {
                Files.delete(path);
                throw new BadInputException(
                        "%s: %d MB of temporary files needed, %d MB free; set JCLIP_JAVA_OPTS=-Djava.io.tmpdir=DIR"
                                .formatted(path.getParent(), bytes / 1_000_000, free / 1_000_000));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        atEnd = new Thread(() -> deleteAtEnd(path));
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook at work.
            return;
        }
        delete(path);
    }

    private static void deleteAtEnd(Path folder) {
        for (int attempt = 0; attempt < ATTEMPTS_AT_END && Files.exists(folder); attempt++) {
            try {
                delete(folder);
            } catch (UncheckedIOException e) {
                // Tried again.
            }
        }
    }

    /** Deletes a file, or a folder with all it holds; nothing if there is none. */
    static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
