// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * OpenAI's vocabulary format, and Hugging Face's {@code merges.txt}: a header line, then one merge a line, in order of
 * rank. Ids follow from the order: bytes, bytes that end a word, merges, start of text, end of text.
 */
final class MergesFile {
    /** OpenAI's file has five times as many lines; its tokenizer takes these, and others with the same file do too. */
    private static final int MOST_MERGES = 48894;

    private static final int TOKENS_BESIDE_MERGES = 2 * ByteAlphabet.SIZE + 2;

    private final Path file;
    private final char[] text;
    private final int end;

    /** The current line, counted from 1, and where it starts, where its one space is, where it ends. */
    private int line;

    private int from;
    private int space;
    private int to;

    /** Where the next line starts. */
    private int next;

    private MergesFile(Path file) {
        this.file = file;
        CharBuffer content = VocabularyFile.read(file);
        text = content.array();
        next = content.arrayOffset() + content.position();
        end = content.arrayOffset() + content.limit();
        if (!nextLine() || !new String(text, from, to - from).contains("#version")) {
            throw new BadInputException(
                    place(1) + "the header with '#version' is missing, so this is not a file of BPE merges");
        }
    }

    /** The vocabulary in a file, cut off after the merges that a vocabulary of {@code size} tokens has. */
    static Vocabulary read(Path file, OptionalInt size) {
        int most = size.isPresent() ? Math.max(size.getAsInt() - TOKENS_BESIDE_MERGES, 0) : MOST_MERGES;
        return new MergesFile(file).vocabulary(most);
    }

    /** The first merges of a file, at most as many as OpenAI's vocabulary has. */
    static void readPairs(Path file, VocabularyBuilder vocabulary) {
        MergesFile merges = new MergesFile(file);
        for (int rank = 0; rank < MOST_MERGES && merges.nextMerge(); rank++) {
            vocabulary.addMerge(merges.string(merges.from, merges.space), merges.string(merges.space + 1, merges.to));
        }
    }

    private Vocabulary vocabulary(int most) {
        VocabularyBuilder vocabulary = new VocabularyBuilder(file, Math.min(most, MOST_MERGES) + TOKENS_BESIDE_MERGES);
        for (String suffix : List.of("", ByteAlphabet.END_OF_WORD)) {
            for (int id = 0; id < ByteAlphabet.SIZE; id++) {
                vocabulary.addToken(ByteAlphabet.symbolOfToken(id) + suffix);
            }
        }
        for (int rank = 0; rank < most && nextMerge(); rank++) {
            int left = known(vocabulary, from, space);
            int right = known(vocabulary, space + 1, to);
            vocabulary.addMergedToken(left, right);
        }
        vocabulary.addToken(Vocabulary.START_OF_TEXT);
        vocabulary.addToken(Vocabulary.END_OF_TEXT);
        return vocabulary.build();
    }

    private int known(VocabularyBuilder vocabulary, int start, int stop) {
        int symbol = vocabulary.symbol(text, start, stop);
        if (symbol == SymbolTable.NONE) {
            throw new BadInputException(place(line) + Excerpt.quote(string(start, stop))
                    + " is neither a byte nor made by an earlier line; the file may be damaged");
        }
        return symbol;
    }

    /** Goes on to the next line and finds its two symbols; false at the end of the file. */
    private boolean nextMerge() {
        if (!nextLine()) {
            return false;
        }
        space = find(' ', from);
        if (space == from || space >= to - 1 || find(' ', space + 1) < to) {
            throw new BadInputException(place(line) + "expected two symbols with a space between them, found "
                    + Excerpt.quote(string(from, to)));
        }
        return true;
    }

    /** Goes on to the next line; false at the end of the file. */
    private boolean nextLine() {
        if (next >= end) {
            return false;
        }
        from = next;
        int at = from;
        while (at < end && text[at] != '\n' && text[at] != '\r') {
            at++;
        }
        to = at;
        boolean twoCharacters = at + 1 < end && text[at] == '\r' && text[at + 1] == '\n';
        next = at + (twoCharacters ? 2 : 1);
        line++;
        return true;
    }

    /** The first place of a character in the current line, at or after {@code start}; the line's end if there is none. */
    private int find(char wanted, int start) {
        int at = start;
        while (at < to && text[at] != wanted) {
            at++;
        }
        return at;
    }

    private String string(int start, int stop) {
        return new String(text, start, stop - start);
    }

    private String place(int lineNumber) {
        return file + ", line " + lineNumber + ": ";
    }
}
