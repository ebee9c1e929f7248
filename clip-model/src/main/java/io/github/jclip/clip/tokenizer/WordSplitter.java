// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.clip.tokenizer.cleaning.WhiteSpace;
import java.util.List;
import java.util.function.Consumer;

/**
 * Splits cleaned text into the words that are encoded one by one: a special token, an English contraction, a run of
 * letters, a single number character, or a run of anything else but white space; the first that fits, from left to
 * right.
 */
final class WordSplitter {
    private static final List<String> SPECIAL = List.of(Vocabulary.START_OF_TEXT, Vocabulary.END_OF_TEXT);
    private static final List<String> CONTRACTIONS = List.of("'s", "'t", "'re", "'ve", "'m", "'ll", "'d");

    /** Equals "s" when case is ignored. */
    private static final char LONG_S = 'ſ';

    /**
     * Its capital is a letter while it is a mark, so that the original's case-insensitive pattern has it in none of its
     * classes and drops it.
     */
    private static final int COMBINING_YPOGEGRAMMENI = 0x345;

    private enum Kind {
        LETTER,
        NUMBER,
        OTHER,
        DROPPED
    }

    private WordSplitter() {}

    static void forEachWord(String text, Consumer<String> action) {
        int i = 0;
        while (i < text.length()) {
            int end = wordEnd(text, i);
            if (end > i) {
                action.accept(text.substring(i, end));
                i = end;
            } else {
                i++;
            }
        }
    }

    /** Where the word that starts here ends; the start itself if none does. */
    private static int wordEnd(String text, int start) {
        int fixed = switch (text.charAt(start)) {
            case '<' -> longestOf(SPECIAL, text, start);
            case '\'' -> longestOf(CONTRACTIONS, text, start);
            default -> 0;
        };
        if (fixed > 0) {
            return start + fixed;
        }
        int codePoint = text.codePointAt(start);
        return switch (kind(codePoint)) {
            case LETTER -> runEnd(text, start, Kind.LETTER);
            case NUMBER -> start + Character.charCount(codePoint);
            case OTHER -> runEnd(text, start, Kind.OTHER);
            case DROPPED -> start;
        };
    }

    /** Length of the word in the list that stands here, or 0. None of them is a prefix of another. */
    private static int longestOf(List<String> words, String text, int start) {
        for (String word : words) {
            if (standsAt(text, start, word)) {
                return word.length();
            }
        }
        return 0;
    }

    private static boolean standsAt(String text, int start, String word) {
        if (start + word.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = text.charAt(start + i);
            if (c != word.charAt(i) && !(c == LONG_S && word.charAt(i) == 's')) {
                return false;
            }
        }
        return true;
    }

    private static int runEnd(String text, int start, Kind kind) {
        int end = start;
        while (end < text.length() && kind(text.codePointAt(end)) == kind) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    private static Kind kind(int codePoint) {
        if (codePoint >= 'a' && codePoint <= 'z') {
            return Kind.LETTER;
        }
        if (WhiteSpace.isWhiteSpace(codePoint) || codePoint == COMBINING_YPOGEGRAMMENI) {
            return Kind.DROPPED;
        }
        if (Character.isLetter(codePoint)) {
            return Kind.LETTER;
        }
        return switch (Character.getType(codePoint)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> Kind.NUMBER;
            default -> Kind.OTHER;
        };
    }
}
