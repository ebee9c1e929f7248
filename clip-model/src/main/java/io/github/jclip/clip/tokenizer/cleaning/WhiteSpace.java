// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

/** White space as the original sees it: Unicode's White_Space property, all of whose members are in the BMP. */
public final class WhiteSpace {
    private WhiteSpace() {}

    /** Whether a code point has Unicode's White_Space property. */
    public static boolean isWhiteSpace(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint == ' ' || (codePoint >= '\t' && codePoint <= '\r');
        }
        return codePoint == 0x85 || Character.isSpaceChar(codePoint);
    }

    /** Python's {@code str.strip} also removes the four ASCII separators. */
    private static boolean isStripped(char c) {
        return isWhiteSpace(c) || (c >= 0x1C && c <= 0x1F);
    }

    static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isStripped(text.charAt(start))) {
            start++;
        }
        while (end > start && isStripped(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Every run of white space becomes one space. */
    static String collapse(String text) {
        if (hasSingleSpaces(text)) {
            return text;
        }
        StringBuilder collapsed = new StringBuilder(text.length());
        boolean inRun = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean white = isWhiteSpace(c);
            if (!white) {
                collapsed.append(c);
            } else if (!inRun) {
                collapsed.append(' ');
            }
            inRun = white;
        }
        return collapsed.toString();
    }

    private static boolean hasSingleSpaces(String text) {
        boolean inRun = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean white = isWhiteSpace(c);
            if (white && (inRun || c != ' ')) {
                return false;
            }
            inRun = white;
        }
        return true;
    }
}
