// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.BenchResult;
import io.github.jclip.bench.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result as Markdown. */
public final class MarkdownReport {
    private MarkdownReport() {}

    /** The lines. */
    public static List<String> lines(BenchResult result) {
        List<String> lines = new ArrayList<>(List.of("# jclip bench", ""));
        Notes.machine(result).forEach((name, value) -> lines.add("- %s: %s".formatted(name, value)));
        Notes.peers(result).forEach((name, version) -> lines.add("- %s: %s".formatted(name, version)));
        Notes.ceilings(result).forEach(line -> lines.add("- " + line));
        lines.addAll(List.of("", "## Targets", ""));
        List<List<String>> targets = new ArrayList<>();
        for (Target it : result.targets()) {
            String status = it.status().name().toLowerCase(Locale.ROOT);
            targets.add(
                    List.of(it.what(), Numbers.threads(it.threads()), it.goal(), it.reached(), status, it.reason()));
        }
        table(lines, List.of("what", "on", "goal", "reached", "status", "notes"), targets, 6);
        for (Table table : Table.of(result)) {
            lines.addAll(List.of("", "## " + table.title(), ""));
            table(lines, table.header(), table.rows(), Table.WORDS);
        }
        List<String> absences = Notes.absences(result);
        if (!absences.isEmpty()) {
            lines.addAll(List.of("", "## Without a time", ""));
            absences.forEach(line -> lines.add("- " + line));
        }
        return lines;
    }

    private static void table(List<String> lines, List<String> header, List<List<String>> rows, int words) {
        lines.add(row(header));
        StringBuilder rule = new StringBuilder("|");
        for (int i = 0; i < header.size(); i++) {
            rule.append(i < words ? "---|" : "---:|");
        }
        lines.add(rule.toString());
        rows.forEach(row -> lines.add(row(row)));
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells).replace('\n', ' ') + " |";
    }
}
