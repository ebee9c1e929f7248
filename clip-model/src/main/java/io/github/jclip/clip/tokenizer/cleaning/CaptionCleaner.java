// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

/** The text that the tokenizer splits into words: repaired, unescaped, with single spaces, in lower case. */
public final class CaptionCleaner {
    private CaptionCleaner() {}

    /**
     * Cleans a caption as the original does: ftfy's repairs, HTML unescaping twice, strip, every run of white space to
     * one space, strip, lower case.
     */
    public static String clean(String caption) {
        String text = TextFixer.fix(caption);
        text = HtmlReferences.unescape(HtmlReferences.unescape(text));
        text = WhiteSpace.strip(text);
        text = WhiteSpace.strip(WhiteSpace.collapse(text));
        return LowerCase.of(text);
    }
}
