// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import java.text.Normalizer;

/** ftfy's {@code fix_text} with its default settings: each line by itself, repaired until nothing changes. */
final class TextFixer {
    /** Code points that are repaired at once when a line is longer. */
    private static final int SEGMENT_LIMIT = 1_000_000;

    private TextFixer() {}

    static String fix(String text) {
        if (needsNoRepair(text)) {
            return text;
        }
        StringBuilder fixed = new StringBuilder(text.length());
        boolean unescape = true;
        int end;
        for (int start = 0; start < text.length(); start = end) {
            end = segmentEnd(text, start);
            String segment = text.substring(start, end);
            // From the first line that looks like mark-up on, references may be meant as they are.
            unescape &= segment.indexOf('<') < 0;
            fixed.append(fixSegment(segment, unescape));
        }
        return fixed.toString();
    }

    /** Printable ASCII without an ampersand passes through every repair unchanged. */
    private static boolean needsNoRepair(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= ' ' && c <= '~' && c != '&') || c == '\n' || c == '\t';
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    private static int segmentEnd(String text, int start) {
        int lineFeed = text.indexOf('\n', start);
        int end = lineFeed < 0 ? text.length() : lineFeed + 1;
        boolean tooLong = end - start > SEGMENT_LIMIT && text.codePointCount(start, end) > SEGMENT_LIMIT;
        return tooLong ? text.offsetByCodePoints(start, SEGMENT_LIMIT) : end;
    }

    private static String fixSegment(String segment, boolean unescape) {
        String text = segment;
        while (true) {
            String before = text;
            text = unescape ? HtmlReferences.unescapeComplete(text) : text;
            text = EncodingFixer.fix(text);
            text = ControlCharacters.c1ToWindows1252(text);
            text = Typography.splitLigatures(text);
            text = Typography.standardWidth(text);
            text = Typography.straightQuotes(text);
            text = ControlCharacters.unixLineBreaks(text);
            text = ControlCharacters.replaceLoneSurrogates(text);
            text = ControlCharacters.removeTerminalEscapes(text);
            text = ControlCharacters.remove(text);
            text = Normalizer.normalize(text, Normalizer.Form.NFC);
            if (text.equals(before)) {
                return text;
            }
        }
    }
}
