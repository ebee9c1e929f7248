// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import java.util.regex.Pattern;

/** Characters that steer a terminal, a text process or nothing at all, and were hardly meant to be in a caption. */
final class ControlCharacters {
    private static final Pattern C1 = Pattern.compile("[\\u0080-\\u009F]");
    private static final Pattern LINE_BREAKS = Pattern.compile("\r\n|[\r\\u2028\\u2029\\u0085]");
    private static final Pattern LONE_SURROGATES = Pattern.compile("[\\x{D800}-\\x{DFFF}]");
    private static final Pattern TERMINAL_ESCAPES = Pattern.compile("\\x1B\\[[\\p{Nd};]*+[a-zA-Z]");

    /** C0 other than tab, line feed, form feed and carriage return; DEL; deprecated format, annotation and BOM. */
    private static final Pattern REMOVED =
            Pattern.compile("[\\x00-\\x08\\x0B\\x0E-\\x1F\\x7F\\u206A-\\u206F\\uFEFF\\uFFF9-\\uFFFC]");

    private ControlCharacters() {}

    /** C1 controls become what Windows-1252 has in their place, as in a browser. */
    static String c1ToWindows1252(String text) {
        return C1.matcher(text)
                .replaceAll(match -> String.valueOf(
                        SingleByteEncoding.WINDOWS_1252.decode(match.group().charAt(0))));
    }

    static String unixLineBreaks(String text) {
        return LINE_BREAKS.matcher(text).replaceAll("\n");
    }

    static String replaceLoneSurrogates(String text) {
        return LONE_SURROGATES.matcher(text).replaceAll("\uFFFD");
    }

    /** Removes the ANSI sequences that set colours and move the cursor. */
    static String removeTerminalEscapes(String text) {
        return TERMINAL_ESCAPES.matcher(text).replaceAll("");
    }

    static String remove(String text) {
        return REMOVED.matcher(text).replaceAll("");
    }
}
