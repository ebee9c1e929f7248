// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown, whose first columns are words and whose others are numbers. */
public final class MarkdownTable {
    private final List<String> lines = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param words columns from the left that are words
     */
    public MarkdownTable(int words, String... header) {
        row(header);
        StringBuilder rule = new StringBuilder("|");
        for (int i = 0; i < header.length; i++) {
            rule.append(i < words ? "---|" : "---:|");
        }
        lines.add(rule.toString());
    }

    /** Adds a row of as many cells. */
    public void row(String... cells) {
        lines.add("| " + String.join(" | ", cells).replaceAll("\\s*\\R\\s*", " ") + " |");
    }

    /** Header, rule and rows. */
    public List<String> lines() {
        return lines;
    }
}
