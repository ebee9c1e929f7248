// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import static io.github.jclip.clip.tokenizer.VocabularyFiles.gzip;
import static io.github.jclip.clip.tokenizer.VocabularyFiles.ids;
import static io.github.jclip.clip.tokenizer.VocabularyFiles.json;
import static io.github.jclip.clip.tokenizer.VocabularyFiles.merges;
import static io.github.jclip.clip.tokenizer.VocabularyFiles.mergesFile;
import static io.github.jclip.clip.tokenizer.VocabularyFiles.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {
    /** "cat", "dog", "t": ids follow from the order in the file. */
    private static final int[] CAT_DOG_T = {513, 515, 256 + 't' - 33};

    @TempDir
    Path folder;

    @Test
    void readsOpenAiFormatPackedAndPlain() {
        Path packed = write(folder.resolve("v.txt.gz"), gzip(mergesFile(merges())));
        Path plain = write(folder.resolve("v.txt"), mergesFile(merges()));
        for (Path file : List.of(packed, plain)) {
            ClipTokenizer tokenizer = ClipTokenizer.read(file);
            assertEquals(512 + 5 + 2, tokenizer.vocabularySize());
            assertEquals(517, tokenizer.startOfText());
            assertEquals(518, tokenizer.endOfText());
            assertArrayEquals(CAT_DOG_T, tokenizer.encode("cat dog t"));
        }
    }

    @Test
    void aLineFeedAtTheEndAddsNothing() {
        String text = new String(mergesFile(merges()), StandardCharsets.UTF_8) + "\n";
        assertEquals(519, Vocabulary.read(write(folder.resolve("v.txt"), text)).size());
    }

    @Test
    void takesAsManyMergesAsTheModelHasEmbeddingsFor() {
        Path file = write(folder.resolve("v.txt"), mergesFile(merges()));
        assertEquals(516, Vocabulary.read(file, 516).size());
        assertEquals(518, Vocabulary.read(file, 518).size());
        assertMessage("holds 519 tokens, but the model has embeddings for 600", () -> Vocabulary.read(file, 600));
        assertMessage("holds 514 tokens, but the model has embeddings for 3", () -> Vocabulary.read(file, 3));
    }

    @Test
    void readsHuggingFaceFormats() {
        Path vocab = write(folder.resolve("vocab.json"), json(ids(merges())));
        write(folder.resolve("merges.txt"), mergesFile(merges()));
        List<List<String>> pairs =
                merges().stream().map(merge -> List.of(merge.split(" ", -1))).toList();
        Path strings = write(folder.resolve("strings.json"), tokenizerJson(merges(), "</w>"));
        Path lists = write(folder.resolve("lists.json"), tokenizerJson(pairs, "</w>"));
        for (Path path : List.of(vocab, strings, lists, folder)) {
            ClipTokenizer tokenizer = ClipTokenizer.read(path);
            assertEquals(519, tokenizer.vocabularySize());
            assertArrayEquals(CAT_DOG_T, tokenizer.encode("cat dog t"));
        }
    }

    @Test
    void aMergesFileInAFolderComesFirst() {
        write(folder.resolve("vocab.json"), "{}");
        write(folder.resolve("bpe.txt.gz"), gzip(mergesFile(merges())));
        assertEquals(519, Vocabulary.read(folder).size());
    }

    @Test
    void refusesDamagedMergesFiles() {
        byte[] good = mergesFile(merges());
        byte[] packed = gzip(good);
        assertBad("v.txt, line 1: the header", "c a\nca t</w>\n");
        assertBad("v.txt, line 1: the header", "");
        assertBad("v.txt, line 3: expected two symbols", VocabularyFiles.HEADER + "\nc a\nc a t\nd o");
        assertBad("v.txt, line 3: expected two symbols", VocabularyFiles.HEADER + "\nc a\n\nd o");
        assertBad("v.txt, line 2: 'cat' is neither a byte nor made", VocabularyFiles.HEADER + "\ncat s");
        assertBad("v.txt, line 2: '\u4e2d' is neither a byte nor made", VocabularyFiles.HEADER + "\n\u4e2d s");
        assertBad("is not UTF-8 text", Arrays.copyOf(new byte[] {(byte) 0xC3, 'x'}, 2));
        assertBad("damaged or cut off", Arrays.copyOf(packed, packed.length / 2));
        assertBad("more than 64 MiB", gzip(new byte[(64 << 20) + 1]));
        assertMessage("none.txt: does not exist", () -> Vocabulary.read(folder.resolve("none.txt")));
        Path empty = folder.resolve("merges.txt");
        assertMessage("holds no vocabulary", () -> Vocabulary.read(empty.getParent()));
    }

    @Test
    void refusesDamagedJson() {
        Path vocab = folder.resolve("vocab.json");
        write(vocab, "{\"a\": 1");
        assertMessage("is not valid JSON", () -> Vocabulary.read(vocab));
        write(vocab, "[]");
        assertMessage("no object that maps tokens to ids", () -> Vocabulary.read(vocab));
        write(vocab, "{\"a\": 2000000000}");
        assertMessage("token 'a' has the id '2000000000'", () -> Vocabulary.read(vocab));
        write(vocab, "{\"a\": -1}");
        assertMessage("token 'a' has the id '-1'", () -> Vocabulary.read(vocab));
        write(vocab, "{\"a\": 0, \"b\": 0}");
        assertMessage("two tokens have the id 0", () -> Vocabulary.read(vocab));
        write(vocab, json(ids(merges())));
        assertMessage("merges.txt: does not exist", () -> Vocabulary.read(vocab));
        write(folder.resolve("merges.txt"), mergesFile(merges()));
        Map<String, Object> lacking = new HashMap<>(ids(merges()));
        lacking.remove("cat</w>");
        write(vocab, json(lacking));
        assertMessage("has no token 'cat</w>'", () -> Vocabulary.read(vocab));
        lacking.put("\u4e2d", 513);
        write(vocab, json(lacking));
        assertMessage("stands for no byte (U+4E2D)", () -> Vocabulary.read(vocab));
        Path tokenizer = write(folder.resolve("t.json"), tokenizerJson(merges(), ""));
        assertMessage("end_of_word_suffix", () -> Vocabulary.read(tokenizer));
        write(tokenizer, tokenizerJson(List.of("c a t"), "</w>"));
        assertMessage("model.merges[0] is not a pair", () -> Vocabulary.read(tokenizer));
        write(tokenizer, "{}");
        assertMessage("no list of merges at model.merges", () -> Vocabulary.read(tokenizer));
    }

    private static String tokenizerJson(Object merges, String suffix) {
        return json(Map.of("model", Map.of("end_of_word_suffix", suffix, "vocab", ids(merges()), "merges", merges)));
    }

    private void assertBad(String message, String content) {
        assertBad(message, content.getBytes(StandardCharsets.UTF_8));
    }

    private void assertBad(String message, byte[] content) {
        Path file = write(folder.resolve("v.txt"), content);
        assertMessage(message, () -> Vocabulary.read(file));
    }

    private static void assertMessage(String part, Runnable action) {
        String message = assertThrows(BadInputException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }
}
