// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.clip.tokenizer.cleaning.CaptionCleaner;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns captions into the ids that CLIP's text tower expects, as {@code clip.tokenize} of openai/CLIP does. Safe for
 * use by several threads at once.
 */
public final class ClipTokenizer {
    /** Words whose ids are kept; captions draw nearly all of theirs from far fewer. */
    private static final int CACHED_WORDS = 1 << 16;

    private static final int LONGEST_CACHED_WORD = 32;

    private final Vocabulary vocabulary;
    private final Map<String, int[]> cache = new ConcurrentHashMap<>();

    /** A tokenizer with this vocabulary. */
    public ClipTokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * A tokenizer with the vocabulary at this path; see {@link Vocabulary#read(Path)}.
     *
     * @throws BadInputException if the path has no readable vocabulary
     */
    public static ClipTokenizer read(Path vocabulary) {
        return new ClipTokenizer(Vocabulary.read(vocabulary));
    }

    /** How many ids there are; every id is below. */
    public int vocabularySize() {
        return vocabulary.size();
    }

    /** The id that starts every row: 49406 in OpenAI's vocabulary. */
    public int startOfText() {
        return vocabulary.startOfText();
    }

    /** The id that ends every caption: 49407, the largest, in OpenAI's vocabulary. */
    public int endOfText() {
        return vocabulary.endOfText();
    }

    /**
     * The ids of a text of any length, without start and end of text. A special token that is written out in the text
     * becomes its id.
     */
    public int[] encode(String text) {
        IdBuffer ids = new IdBuffer();
        WordSplitter.forEachWord(CaptionCleaner.clean(text), word -> ids.add(idsOfWord(word)));
        return ids.toArray();
    }

    /**
     * The rows that the text tower expects: start of text, the caption's ids, end of text, zeros.
     *
     * @param captions N captions
     * @param contextLength T, the length of a row: 77 in OpenAI's models
     * @param truncate whether to cut a caption that is too long (its last id becomes end of text) instead of refusing
     *     it
     * @return ids [N, T]
     * @throws BadInputException if a caption does not fit and {@code truncate} is false
     */
    public int[][] tokenize(List<String> captions, int contextLength, boolean truncate) {
        if (contextLength < 1) {
            throw new IllegalArgumentException("context length " + contextLength);
        }
        int[][] rows = new int[captions.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(captions.get(i), contextLength, truncate);
        }
        return rows;
    }

    private int[] row(String caption, int contextLength, boolean truncate) {
        int[] ids = encode(caption);
        int length = ids.length + 2;
        if (length > contextLength && !truncate) {
            throw new BadInputException(
                    "Input " + Excerpt.quote(caption) + " is too long for context length " + contextLength + ": it has "
                            + length + " tokens with start and end; shorten it, or have it truncated");
        }
        int[] row = new int[contextLength];
        row[0] = startOfText();
        System.arraycopy(ids, 0, row, 1, Math.min(ids.length, contextLength - 1));
        row[Math.min(length, contextLength) - 1] = endOfText();
        return row;
    }

    /**
     * Where the text tower reads its output in a row: the first position of the largest id, which is that of the first
     * end of text.
     */
    public static int endPosition(int[] row) {
        int end = 0;
        for (int i = 1; i < row.length; i++) {
            if (row[i] > row[end]) {
                end = i;
            }
        }
        return end;
    }

    /**
     * The text of ids, in lower case and with a space after each word; the two special tokens as they are written.
     *
     * @throws IllegalArgumentException if no token has one of the ids
     */
    public String decode(int... ids) {
        StringBuilder symbols = new StringBuilder();
        for (int id : ids) {
            symbols.append(vocabulary.token(id));
        }
        return ByteAlphabet.decode(symbols).replace(ByteAlphabet.END_OF_WORD, " ");
    }

    private int[] idsOfWord(String word) {
        int[] known = cache.get(word);
        if (known != null) {
            return known;
        }
        int[] ids = encodeWord(word);
        if (word.length() <= LONGEST_CACHED_WORD) {
            if (cache.size() >= CACHED_WORDS) {
                cache.clear();
            }
            cache.put(word, ids);
        }
        return ids;
    }

    private int[] encodeWord(String word) {
        return switch (word) {
            case Vocabulary.START_OF_TEXT -> new int[] {startOfText()};
            case Vocabulary.END_OF_TEXT -> new int[] {endOfText()};
            default -> BytePairEncoder.encode(vocabulary, word.getBytes(StandardCharsets.UTF_8));
        };
    }
}
