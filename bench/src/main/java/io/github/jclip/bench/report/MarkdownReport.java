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
        MarkdownTable targets = new MarkdownTable(6, "what", "on", "goal", "reached", "status", "notes");
        for (Target it : result.targets()) {
            String status = it.status().name().toLowerCase(Locale.ROOT);
            targets.row(it.what(), Numbers.threads(it.threads()), it.goal(), it.reached(), status, it.reason());
        }
        lines.addAll(targets.lines());
        for (Table table : Table.of(result)) {
            lines.addAll(List.of("", "## " + table.title(), ""));
            MarkdownTable cells = new MarkdownTable(Table.WORDS, table.header().toArray(String[]::new));
            table.rows().forEach(row -> cells.row(row.toArray(String[]::new)));
            lines.addAll(cells.lines());
        }
        List<String> absences = Notes.absences(result);
        if (!absences.isEmpty()) {
            lines.addAll(List.of("", "## Without a time", ""));
            absences.forEach(line -> lines.add("- " + line));
        }
        return lines;
    }
}
