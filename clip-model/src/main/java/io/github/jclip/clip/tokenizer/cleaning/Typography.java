// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forms of letters and quotation marks that differ from the usual ones by their looks alone. */
final class Typography {
    private static final Pattern SINGLE_QUOTES = Pattern.compile("[\\u02BC\\u2018-\\u201B]");
    private static final Pattern DOUBLE_QUOTES = Pattern.compile("[\\u201C-\\u201F]");
    private static final Pattern LIGATURES =
            Pattern.compile("[\\u0132\\u0133\\u0149\\u01C4-\\u01CC\\u01F1-\\u01F3\\uFB00-\\uFB06]");
    private static final Pattern HALF_OR_FULL_WIDTH = Pattern.compile("[\\u3000\\uFF01-\\uFFEF]");

    private static final Map<Character, String> LETTERS_OF_LIGATURE = lettersOfLigature();

    private Typography() {}

    static String straightQuotes(String text) {
        return SINGLE_QUOTES
                .matcher(DOUBLE_QUOTES.matcher(text).replaceAll("\""))
                .replaceAll("'");
    }

    /** Takes apart the ligatures and digraphs of Latin letters that are not letters of their own, as æ is. */
    static String splitLigatures(String text) {
        return LIGATURES
                .matcher(text)
                .replaceAll(match -> LETTERS_OF_LIGATURE.get(match.group().charAt(0)));
    }

    /** Half-width and full-width forms, and the ideographic space, become the standard ones. */
    static String standardWidth(String text) {
        return HALF_OR_FULL_WIDTH
                .matcher(text)
                .replaceAll(
                        match -> Matcher.quoteReplacement(Normalizer.normalize(match.group(), Normalizer.Form.NFKC)));
    }

    private static Map<Character, String> lettersOfLigature() {
        Map<Character, String> letters = new HashMap<>();
        String ligatures = "ĲĳŉǱǲǳǄǅǆǇǈǉǊǋǌﬀﬁﬂﬃﬄﬅﬆ";
        String[] split = "IJ,ij,\u02BCn,DZ,Dz,dz,DŽ,Dž,dž,LJ,Lj,lj,NJ,Nj,nj,ff,fi,fl,ffi,ffl,\u017Ft,st".split(",", -1);
        for (int i = 0; i < split.length; i++) {
            letters.put(ligatures.charAt(i), split[i]);
        }
        return Map.copyOf(letters);
    }
}
