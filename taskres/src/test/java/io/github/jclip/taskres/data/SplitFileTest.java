// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitFileTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("split.json");
    }

    @Test
    void isWrittenAsPythonWritesIt() throws IOException {
        Splits splits = new Splits(
                List.of(new Sample("a/1.jpg", 0, "caf\u00e9 \"x\""), new Sample("a\\2.jpg", 1, "\ud83d\udc31")),
                List.of(),
                List.of(new Sample("b.jpg", 0, "caf\u00e9 \"x\"")));
        SplitFile.write(file(), splits);

        assertEquals("""
                {
                    "train": [
                        [
                            "a/1.jpg",
                            0,
                            "caf\\u00e9 \\"x\\""
                        ],
                        [
                            "a\\\\2.jpg",
                            1,
                            "\\ud83d\\udc31"
                        ]
                    ],
                    "val": [],
                    "test": [
                        [
                            "b.jpg",
                            0,
                            "caf\\u00e9 \\"x\\""
                        ]
                    ]
                }""", Files.readString(file()));
        assertEquals(splits, SplitFile.read(file()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                               | is not a JSON object",
                "{                                                | is not JSON",
                "{\"train\": [], \"val\": []}                     | has no list 'test'",
                "{\"train\": [[\"a\", 0]], \"val\": [], \"test\": []}          | train[0] is '[\"a\",0]'",
                "{\"train\": [], \"val\": [[\"a\", -1, \"b\"]], \"test\": []}  | val[0] is",
                "{\"train\": [], \"val\": [[\"a\", 1.5, \"b\"]], \"test\": []} | val[0] is",
                "{\"train\": [], \"val\": [[\"a\", 9999999999, \"b\"]], \"test\": []} | val[0] is",
                "{\"train\": [], \"val\": [], \"test\": [null]}   | test[0] is 'null'",
            })
    void eachMistakeIsNamedWithItsPlace(String text, String expected) throws IOException {
        Files.writeString(file(), text);

        String complaint = assertThrows(BadInputException.class, () -> SplitFile.read(file()))
                .getMessage();

        assertTrue(complaint.startsWith(file() + ": ") && complaint.contains(expected), complaint);
        assertEquals(1, complaint.lines().count());
    }

    @Test
    void aMissingOneIsSaid() {
        assertTrue(assertThrows(BadInputException.class, () -> SplitFile.read(file()))
                .getMessage()
                .contains("does not exist"));
    }
}
