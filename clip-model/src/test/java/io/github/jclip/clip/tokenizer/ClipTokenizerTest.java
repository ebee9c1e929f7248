// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipTokenizerTest {
    private static final int CAT = 513;
    private static final int DOG = 515;
    private static final int START = 517;
    private static final int END = 518;

    @TempDir
    Path folder;

    private ClipTokenizer tokenizer;

    @BeforeEach
    void readVocabulary() {
        byte[] file = VocabularyFiles.mergesFile(VocabularyFiles.merges());
        tokenizer = ClipTokenizer.read(VocabularyFiles.write(folder.resolve("bpe.txt"), file));
    }

    @Test
    void rowsHaveStartEndAndZeros() {
        int[][] rows = tokenizer.tokenize(List.of("cat dog", ""), 6, false);
        assertArrayEquals(new int[] {START, CAT, DOG, END, 0, 0}, rows[0]);
        assertArrayEquals(new int[] {START, END, 0, 0, 0, 0}, rows[1]);
        assertEquals(3, ClipTokenizer.endPosition(rows[0]));
        assertEquals(1, ClipTokenizer.endPosition(rows[1]));
    }

    @Test
    void truncationKeepsTheEnd() {
        List<String> caption = List.of("cat dog cat");
        assertArrayEquals(new int[] {START, CAT, DOG, CAT, END}, tokenizer.tokenize(caption, 5, true)[0]);
        assertArrayEquals(new int[] {START, CAT, DOG, END}, tokenizer.tokenize(caption, 4, true)[0]);
        assertArrayEquals(new int[] {START, END}, tokenizer.tokenize(caption, 2, true)[0]);
        assertArrayEquals(new int[] {END}, tokenizer.tokenize(caption, 1, true)[0]);
    }

    @Test
    void refusesWhatIsTooLongInOneLine() {
        List<String> caption = List.of("cat\ncat\r\n" + "dog ".repeat(100));
        String message = assertThrows(BadInputException.class, () -> tokenizer.tokenize(caption, 77, false))
                .getMessage();
        assertTrue(message.startsWith("Input 'cat\\u000acat"), message);
        assertTrue(message.contains("is too long for context length 77: it has 104 tokens"), message);
        assertEquals(1, message.lines().count());
        assertThrows(IllegalArgumentException.class, () -> tokenizer.tokenize(List.of(), 0, true));
    }

    @Test
    void anEndInTheTextIsTheFirstEnd() {
        int[] row = tokenizer.tokenize(List.of("cat<|EndOfText|>dog"), 8, false)[0];
        assertArrayEquals(new int[] {START, CAT, END, DOG, END, 0, 0, 0}, row);
        assertEquals(2, ClipTokenizer.endPosition(row));
    }

    @Test
    void decodesWordsAndBytes() {
        assertEquals("cat dog ", tokenizer.decode(CAT, DOG));
        assertEquals("<|startoftext|>cat <|endoftext|>", tokenizer.decode(START, CAT, END));
        assertEquals("h\u00e9 \u4f60 \ud83d\ude00 ", tokenizer.decode(tokenizer.encode("H\u00e9 \u4f60 \ud83d\ude00")));
        assertEquals("\ufffd ", tokenizer.decode(tokenizer.encode("\u00e9")[1]));
        assertThrows(IllegalArgumentException.class, () -> tokenizer.decode(519));
        assertThrows(IllegalArgumentException.class, () -> tokenizer.decode(-1));
    }

    @Test
    void threadsShareATokenizerWhoseCacheOverflows() {
        boolean allEqual = IntStream.range(0, 150_000).parallel().allMatch(i -> {
            String number = Integer.toString(i, 26).replaceAll("[0-9]", "z");
            return tokenizer.decode(tokenizer.encode(number)).equals(number + " ");
        });
        assertTrue(allEqual);
    }
}
