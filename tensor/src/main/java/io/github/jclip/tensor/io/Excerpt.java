// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

/** Text from a file or from the user, made fit for a one-line message. */
public final class Excerpt {
    private static final int MAX_LENGTH = 80;

    private Excerpt() {}

    /** The text in single quotes, on one line, cut after 80 characters. */
    public static String quote(String text) {
        boolean cut = text.length() > MAX_LENGTH;
        return "'" + line(cut ? text.substring(0, MAX_LENGTH) : text) + (cut ? "…'" : "'");
    }

    /** The whole text with everything that would break or disturb a line written as a Unicode escape. */
    public static String line(String text) {
        if (text.codePoints().noneMatch(Excerpt::disturbs)) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (disturbs(c)) {
                line.append("\\u%04x".formatted(c));
            } else {
                line.appendCodePoint(c);
            }
        });
        return line.toString();
    }

    private static boolean disturbs(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
