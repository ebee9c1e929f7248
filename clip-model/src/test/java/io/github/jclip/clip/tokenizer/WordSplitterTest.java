// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordSplitterTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = ';',
            value = {
                "it's 3 o'clock;it 's 3 o ' clock",
                "they'll've;they 'll 've",
                "!'s;!' s",
                "''s;'' s",
                "'\u017f;'\u017f",
                "12\u00bd\u2167;1 2 \u00bd \u2167",
                "a<|endoftext|>b;a <|endoftext|> b",
                "!<|endoftext|>;!<| endoftext |>",
                "<|\u017ftartoftext|>;<|\u017ftartoftext|>",
                "e\u0301x;e \u0301 x",
                "a\u0345b;a b",
                "\ud83d\ude00\ud83d\udc4d\u00e9;\ud83d\ude00\ud83d\udc4d \u00e9",
            })
    void splits(String text, String words) {
        List<String> found = new ArrayList<>();
        WordSplitter.forEachWord(text, found::add);
        assertEquals(words, String.join(" ", found));
    }
}
