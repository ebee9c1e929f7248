// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One example of each repair; the golden cases have the many. */
class CaptionCleanerTest {
    static Stream<Arguments> examples() {
        return Stream.of(
                arguments("  A\tB \r\n c ", "a b c"),
                arguments("\u201cit\u2019s\u201d", "\"it's\""),
                arguments("\uff26\uff35\uff2c\uff2c\uff3c\uff04", "full\\$"),
                arguments("\uff8a\uff9f", "\u30d1"),
                arguments("\ufb03 \u0133 \u01c5", "ffi ij d\u017e"),
                arguments("e\u0301", "\u00e9"),
                arguments("caf\u00c3\u00a9", "caf\u00e9"),
                arguments("\u00c3\u0192\u00c2\u00a9", "\u00e9"),
                arguments("voil\u00c3 le", "voil\u00e0 le"),
                arguments("\u00e2\u20ac\u0153 x \u00e2\u20ac\ufffd", "\" x \ufffd"),
                arguments("\u00ed\u00a0\u00bd\u00ed\u00b8\u0080", "\ud83d\ude00"),
                arguments("plain \u00c3\u00a9 \u4e2d", "plain \u00e9 \u4e2d"),
                arguments("a\u0085b", "a\u2026b"),
                arguments("\u001b[1;31mred\u001b[0m", "red"),
                arguments("a\u0000\ufeff\ufffcb", "ab"),
                arguments("\ud83dx", "\ufffdx"),
                arguments("&amp;amp;amp;", "&"),
                arguments("<&amp;amp;amp;", "<&amp;"),
                arguments("P&EACUTE;REZ &nTILDE;", "p\u00e9rez &ntilde;"),
                arguments("&notit; &#150; &#x110000; &#1;", "\u00acit; \u2013 \ufffd"),
                arguments("\u039f\u0394\u039f\u03a3 \u03a3", "\u03bf\u03b4\u03bf\u03c2 \u03c3"),
                arguments("\u0130", "i\u0307"));
    }

    @ParameterizedTest
    @MethodSource("examples")
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
