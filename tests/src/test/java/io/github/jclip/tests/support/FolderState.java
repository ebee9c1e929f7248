// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything below a folder, hidden files included: of each file the size, the time of its last change and its identity
 * on the disk. Two states can be compared.
 */
public record FolderState(Map<String, String> entries) {

    /** The state of a folder now. */
    public static FolderState of(Path folder) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.toList()) {
                entries.put(folder.relativize(path).toString(), describe(path));
            }
        }
        return new FolderState(entries);
    }

    private static String describe(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return attributes.isDirectory()
                ? "folder"
                : "%d bytes of %s, %s"
                        .formatted(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
}
