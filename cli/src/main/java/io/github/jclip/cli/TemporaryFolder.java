// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that goes when the work is done. */
record TemporaryFolder(Path path) implements AutoCloseable {
    /** Makes one where the system keeps temporary files. */
    static TemporaryFolder create() {
        try {
            return new TemporaryFolder(Files.createTempDirectory("jclip-"));
        } catch (IOException e) {
            throw FileErrors.writing(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    @Override
    public void close() {
        deleteTree(path);
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
