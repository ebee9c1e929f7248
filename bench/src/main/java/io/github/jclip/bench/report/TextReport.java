// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.BenchResult;
import io.github.jclip.bench.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result for a terminal. */
public final class TextReport {
    private static final String GAP = "  ";

    private TextReport() {}

    /** The lines. */
    public static List<String> lines(BenchResult result) {
        List<String> lines = new ArrayList<>();
        Notes.machine(result).forEach((name, value) -> lines.add(Numbers.format("%-22s%s", name, value)));
        lines.addAll(Notes.ceilings(result));
        Notes.peers(result).forEach((name, version) -> lines.add(Numbers.format("%-22s%s", name, version)));
        for (Table table : Table.of(result)) {
            lines.add("");
            lines.add(table.title());
            lines.addAll(aligned(table.header(), table.rows(), Table.WORDS));
        }
        lines.add("");
        lines.add("targets");
        List<List<String>> targets = new ArrayList<>();
        for (Target it : result.targets()) {
            targets.add(List.of(
                    it.what(),
                    Numbers.threads(it.threads()),
                    it.goal(),
                    it.reached(),
                    it.status().name().toLowerCase(Locale.ROOT),
                    it.reason()));
        }
        List<String> header = List.of("what", "on", "goal", "reached", "", "");
        lines.addAll(aligned(header, targets, header.size()));
        lines.addAll(Notes.absences(result));
        return lines;
    }

    /** Columns of words flush left, then columns of numbers flush right. */
    private static List<String> aligned(List<String> header, List<List<String>> rows, int words) {
        List<List<String>> all = new ArrayList<>(List.of(header));
        all.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return all.stream().map(row -> line(row, widths, words)).toList();
    }

    private static String line(List<String> row, int[] widths, int words) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            line.append(i < words ? row.get(i) + padding : padding + row.get(i)).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
