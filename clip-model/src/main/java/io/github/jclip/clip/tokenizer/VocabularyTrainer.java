// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.clip.tokenizer.cleaning.CaptionCleaner;
import io.github.jclip.tensor.io.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns a vocabulary from captions by byte-pair encoding (Sennrich et al., 2016), for a text tower that is trained from
 * nothing. The result depends on how often each word occurs, not on the order of the captions. Not safe for use by several
 * threads.
 */
public final class VocabularyTrainer {
    /** The tokens of a vocabulary without merges: bytes, bytes that end a word, start and end of text. */
    public static final int SMALLEST = 2 * ByteAlphabet.SIZE + 2;

    /** A pair that occurs once is no regularity of the language. */
    private static final long LEAST_FREQUENCY = 2;

    private final Map<String, Long> words = new HashMap<>();

    /** A trainer that has read nothing. */
    public VocabularyTrainer() {}

    /** Counts the words of a caption, cleaned and split as the tokenizer does. */
    public void read(String caption) {
        WordSplitter.forEachWord(CaptionCleaner.clean(caption), word -> words.merge(word, 1L, Long::sum));
    }

    /**
     * Writes the vocabulary of what was read, as OpenAI's file of merges.
     *
     * @param target the file, which {@link Vocabulary#read(Path)} reads
     * @param mostTokens how many tokens it may have, at least {@link #SMALLEST}
     * @return how many it has: fewer where the captions have no more pairs that occur twice
     */
    public int write(Path target, int mostTokens) {
        if (mostTokens < SMALLEST) {
            throw new IllegalArgumentException(
                    mostTokens + " tokens; a byte-level vocabulary has at least " + SMALLEST);
        }
        PairMerger merger = merger();
        List<String> symbols = bytes();
        StringBuilder file = new StringBuilder("#version: 0.2\n");
        int tokens = SMALLEST;
        while (tokens < mostTokens && merger.mergeMostFrequent(LEAST_FREQUENCY)) {
            String left = symbols.get(merger.left());
            String right = symbols.get(merger.right());
            symbols.add(left + right);
            file.append(left).append(' ').append(right).append('\n');
            tokens++;
        }
        AtomicFile.write(target, file.toString());
        return tokens;
    }

    private PairMerger merger() {
        PairMerger merger = new PairMerger(2 * ByteAlphabet.SIZE);
        words.forEach((word, count) -> merger.add(symbols(word), count));
        return merger;
    }

    // bytes are symbols 0 to 255, those that end a word the next 256
    private static int[] symbols(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        int[] symbols = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            symbols[i] = bytes[i] & 0xFF;
        }
        symbols[bytes.length - 1] += ByteAlphabet.SIZE;
        return symbols;
    }

    private static List<String> bytes() {
        List<String> symbols = new ArrayList<>();
        for (String suffix : List.of("", ByteAlphabet.END_OF_WORD)) {
            for (int b = 0; b < ByteAlphabet.SIZE; b++) {
                symbols.add(ByteAlphabet.symbol(b) + suffix);
            }
        }
        return symbols;
    }
}
