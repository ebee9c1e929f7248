// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.clip.tokenizer.cleaning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One example of each repair; the golden cases have the many. */
class CaptionCleanerTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "  A\tB \r\n c |a b c",
                "\u201cit\u2019s\u201d|\"it's\"",
                "\uff26\uff35\uff2c\uff2c\uff3c\uff04|full\\$",
                "\uff8a\uff9f|\u30d1",
                "\ufb03 \u0133 \u01c5|ffi ij d\u017e",
                "e\u0301|\u00e9",
                "caf\u00c3\u00a9|caf\u00e9",
                "\u00c3\u0192\u00c2\u00a9|\u00e9",
                "voil\u00c3 le|voil\u00e0 le",
                "\u00e2\u20ac\u0153 x \u00e2\u20ac\ufffd|\" x \ufffd",
                "\u00ed\u00a0\u00bd\u00ed\u00b8\u0080|\ud83d\ude00",
                "plain \u00c3\u00a9 \u4e2d|plain \u00e9 \u4e2d",
                "a\u0085b|a\u2026b",
                "\u001b[1;31mred\u001b[0m|red",
                "a\u0000\ufeff\ufffcb|ab",
                "\ud83dx|\ufffdx",
                "&amp;amp;amp;|&",
                "<&amp;amp;amp;|<&amp;",
                "P&EACUTE;REZ &nTILDE;|p\u00e9rez &ntilde;",
                "&notit; &#150; &#x110000; &#1;|\u00acit; \u2013 \ufffd",
                "\u039f\u0394\u039f\u03a3 \u03a3|\u03bf\u03b4\u03bf\u03c2 \u03c3",
                "\u0130|i\u0307",
            })
    void cleans(String caption, String expected) {
        assertEquals(expected, CaptionCleaner.clean(caption));
    }

    @Test
    void markupStopsUnescapingOnLaterLinesToo() {
        assertEquals("& <b> &amp;", CaptionCleaner.clean("&amp;amp;amp;\n<b>\n&amp;amp;amp;"));
    }

    /** None of the repairs may recurse by the length of the text. */
    @Test
    void longGarblesEnd() {
        int times = 100_000;
        assertEquals("\u00e9".repeat(times), CaptionCleaner.clean("\u00c3\u00a9".repeat(times)));
        assertEquals("\u00e9\u4e2d".repeat(times), CaptionCleaner.clean("\u00c3\u00a9\u4e2d".repeat(times)));
        assertEquals("[" + "1;".repeat(times), CaptionCleaner.clean("\u001b[" + "1;".repeat(times)));
    }
}
