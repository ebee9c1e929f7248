// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindTest {
    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void contentCountsAndNotTheName() throws IOException {
        assertEquals(FileKind.ZIP, FileKind.of(file("a.safetensors", "PK\3\4rest")));
        assertEquals(FileKind.PICKLE, FileKind.of(file("b.safetensors", "\u0080\2rest")));
        assertEquals(FileKind.SAFETENSORS, FileKind.of(file("c.pt", "\2\0\0\0\0\0\0\0{}")));
        assertEquals(FileKind.SAFETENSORS, FileKind.of(file("d.pt", "\u0080\2\0\0\0\0\0\0{")));
        assertEquals(FileKind.SAFETENSORS_INDEX, FileKind.of(file("x.safetensors.index.json", " \n{}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <!DOCTYPE html><html>                      | a web page
            <?xml version="1.0"?><Error/>              | a web page
            version https://git-lfs.github.com/spec/v1 | Git LFS
            {"a": 1}                                   | JSON
            zz                                         | first bytes 7a 7a
            """)
    void saysWhatElseItIs(String content, String expected) throws IOException {
        Path file = file("model.pt", content);
        String message =
                assertThrows(BadInputException.class, () -> FileKind.of(file)).getMessage();
        assertTrue(message.startsWith(file + ": ") && message.contains(expected), message);
    }

    @Test
    void refusesNothingAndFolders() throws IOException {
        Path empty = file("empty.pt", "");
        assertThrows(BadInputException.class, () -> FileKind.of(empty));
        assertThrows(BadInputException.class, () -> FileKind.of(folder));
        assertThrows(BadInputException.class, () -> FileKind.of(folder.resolve("missing")));
    }
}
