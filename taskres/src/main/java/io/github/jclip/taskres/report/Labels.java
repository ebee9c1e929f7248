// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

/** Names of classes in plots. */
final class Labels {
    private static final int MAX_LENGTH = 22;
    /** Mean width of a letter, as a share of the size of the font. */
    private static final double LETTER = 0.56;

    private Labels() {}

    static String cut(String name) {
        return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH - 1) + "…";
    }

    /** About how wide the longest of these names is in a font of that size. */
    static double width(Iterable<String> names, double fontSize) {
        int longest = 0;
        for (String name : names) {
            longest = Math.max(longest, cut(name).length());
        }
        return longest * fontSize * LETTER;
    }
}
