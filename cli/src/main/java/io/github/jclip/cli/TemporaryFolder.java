// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that goes when the work is done, or when the process is asked to stop before. */
final class TemporaryFolder implements AutoCloseable {
    private final Path path;
    private final Thread removal;

    private TemporaryFolder(Path path) {
        this.path = path;
        this.removal = new Thread(this::deleteQuietly, "jclip-temporary-folder");
        Runtime.getRuntime().addShutdownHook(removal);
    }

    /** Makes one where the system keeps temporary files. */
    static TemporaryFolder create() {
        try {
            return new TemporaryFolder(Files.createTempDirectory("jclip-"));
        } catch (IOException e) {
            throw FileErrors.writing(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        deleteTree(path);
        try {
            Runtime.getRuntime().removeShutdownHook(removal);
        } catch (IllegalStateException _) {
            // The process is being stopped, and the hook finds nothing left.
        }
    }

    private void deleteQuietly() {
        try {
            deleteTree(path);
        } catch (BadInputException _) {
            // Other threads may still write to it, or close() has been here first.
        }
    }

    /** Removes a folder with all that is in it, or a file. Links are removed, not followed. */
    static void deleteTree(Path root) {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw FileErrors.writing(root, e);
        }
    }
}
