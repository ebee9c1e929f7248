// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.util.Locale;

/** English as the captions need it. */
final class Words {
    private static final String[] NUMBERS = {"no", "one", "two", "three", "four"};

    private Words() {}

    /** The name of a constant as a word. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** A noun phrase with its article. */
    static String withArticle(String phrase) {
        return ("aeiou".indexOf(phrase.charAt(0)) < 0 ? "a " : "an ") + phrase;
    }

    static String number(int count) {
        return NUMBERS[count];
    }
}
