// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.clip.tokenizer.Vocabulary.Pair;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * OpenAI's vocabulary format, and Hugging Face's {@code merges.txt}: a header line, then one merge a line, in order of
 * rank. Ids follow from the order: bytes, bytes that end a word, merges, start of text, end of text.
 */
final class MergesFile {
    /** OpenAI's file has five times as many lines; its tokenizer takes these, and others with the same file do too. */
    private static final int MOST_MERGES = 48894;

    private static final int TOKENS_BESIDE_MERGES = 2 * ByteAlphabet.SIZE + 2;

    private MergesFile() {}

    /** The vocabulary in a file, cut off after the merges that a vocabulary of {@code size} tokens has. */
    static Vocabulary read(Path file, OptionalInt size) {
        int most = size.isPresent() ? Math.max(size.getAsInt() - TOKENS_BESIDE_MERGES, 0) : MOST_MERGES;
        List<String> tokens = new ArrayList<>();
        for (String suffix : List.of("", ByteAlphabet.END_OF_WORD)) {
            for (int id = 0; id < ByteAlphabet.SIZE; id++) {
                tokens.add(ByteAlphabet.symbolOfToken(id) + suffix);
            }
        }
        Set<String> known = new HashSet<>(tokens);
        List<Pair> pairs = readPairs(file, most);
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            for (String symbol : List.of(pair.left(), pair.right())) {
                if (!known.contains(symbol)) {
                    throw new BadInputException(place(file, i + 2) + Excerpt.quote(symbol)
                            + " is neither a byte nor made by an earlier line; the file may be damaged");
                }
            }
            known.add(pair.joined());
            tokens.add(pair.joined());
        }
        tokens.add(Vocabulary.START_OF_TEXT);
        tokens.add(Vocabulary.END_OF_TEXT);
        return new Vocabulary(file, tokens, pairs);
    }

    /** The first merges of a file, at most so many. */
    static List<Pair> readPairs(Path file) {
        return readPairs(file, MOST_MERGES);
    }

    private static List<Pair> readPairs(Path file, int most) {
        List<String> lines = VocabularyFile.read(file).lines().limit(most + 1L).toList();
        if (lines.isEmpty() || !lines.getFirst().contains("#version")) {
            throw new BadInputException(
                    place(file, 1) + "the header with '#version' is missing, so this is not a file of BPE merges");
        }
        List<Pair> pairs = new ArrayList<>(lines.size());
        for (int i = 1; i < lines.size(); i++) {
            String[] symbols = lines.get(i).split(" ", -1);
            if (symbols.length != 2 || symbols[0].isEmpty() || symbols[1].isEmpty()) {
                throw new BadInputException(place(file, i + 1)
                        + "expected two symbols with a space between them, found " + Excerpt.quote(lines.get(i)));
            }
            pairs.add(new Pair(symbols[0], symbols[1]));
        }
        return pairs;
    }

    private static String place(Path file, int line) {
        return file + ", line " + line + ": ";
    }
}
