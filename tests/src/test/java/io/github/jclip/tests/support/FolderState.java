// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Everything below a folder, hidden files included: names, sizes and checksums. Two states can be compared. */
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
        if (!Files.isRegularFile(path)) {
            return "folder";
        }
        CRC32 crc = new CRC32();
        byte[] content = Files.readAllBytes(path);
        crc.update(content);
        return "%d bytes, CRC-32 %08x".formatted(content.length, crc.getValue());
    }
}
