// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

class PairListTest {
    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void tablesHaveAHeaderOrNot() throws IOException {
        List<CaptionedImage> expected = List.of(
                new CaptionedImage(folder.resolve("a.png"), "a cat, asleep"),
                new CaptionedImage(folder.resolve("sub/b.png"), "a dog"));
        assertEquals(expected, PairList.read(file("x.csv", "a.png,\"a cat, asleep\"\nsub/b.png,a dog\n")));
        assertEquals(
                expected,
                PairList.read(file("y.csv", "id,text,Image\n1,\"a cat, asleep\",a.png\n2,a dog,sub/b.png\n")));
        assertEquals(expected, PairList.read(file("z.tsv", "a.png\ta cat, asleep\nsub/b.png\ta dog\n")));
    }

    @Test
    void jsonLinesNameTheirParts() throws IOException {
        Path list = file(
                "x.jsonl",
                "{\"image\": \"a.png\", \"text\": \"a cat\", \"size\": 3}\n\n{\"path\":\"b.png\",\"caption\":\"dog\"}\n");
        assertEquals(
                List.of(
                        new CaptionedImage(folder.resolve("a.png"), "a cat"),
                        new CaptionedImage(folder.resolve("b.png"), "dog")),
                PairList.read(list));
    }

    @Test
    void aFolderHoldsTextsOrAList() throws IOException {
        file("b.jpg", "");
        file("b.txt", "a dog\n");
        file("a.b.png", "");
        file("a.b.txt", "a cat");
        assertEquals(
                List.of(
                        new CaptionedImage(folder.resolve("a.b.png"), "a cat"),
                        new CaptionedImage(folder.resolve("b.jpg"), "a dog")),
                PairList.read(folder));
        file("pairs.csv", "path,caption\nb.jpg,listed\n");
        assertEquals(List.of(new CaptionedImage(folder.resolve("b.jpg"), "listed")), PairList.read(folder));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one.csv | path\\na.png | one column",
                "three.csv | a,b,c | 3 columns",
                "empty.csv | a.png,cat\\nb.png,  | line 2: has an empty caption",
                "header.csv | path,caption | lists nothing",
                "nothing.jsonl | \\n | lists nothing",
                "bad.jsonl | {\"path\": 1 | line 1: is not JSON",
                "pathless.jsonl | {\"caption\": \"cat\"} | line 1: names no image",
            })
    void whatIsNoListOfPairsIsOneLine(String name, String text, String complaint) throws IOException {
        Path list = file(name, text.replace("\\n", "\n"));
        String message =
                assertThrows(BadInputException.class, () -> PairList.read(list)).getMessage();
        assertTrue(message.startsWith(list.toString()), message);
        assertTrue(message.contains(complaint), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void anImageWithoutACaptionIsNamed() throws IOException {
        file("a.png", "");
        String message = assertThrows(BadInputException.class, () -> PairList.read(folder))
                .getMessage();
        assertTrue(message.contains("a.txt"), message);
    }
}
