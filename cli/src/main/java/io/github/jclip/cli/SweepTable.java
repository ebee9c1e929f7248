// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.sweep.AccuracyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.stream.Stream;

/** A table of a sweep as text. */
final class SweepTable {
    private SweepTable() {}

    static List<String> lines(AccuracyTable table) {
        if (table.rows().isEmpty()) {
            return List.of();
        }
        SortedSet<Integer> shots = table.shots();
        TextTable text = new TextTable();
        List<String> head = new ArrayList<>(List.of("data set", "method"));
        shots.forEach(count -> head.add(count == 0 ? "all shots" : count + "-shot"));
        text.row(head.toArray(String[]::new));
        for (AccuracyTable.Row row : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.dataSet(), method(row)));
            shots.forEach(count -> cells.add(cell(row.cells().get(count))));
            text.row(cells.toArray(String[]::new));
        }
        List<String> lines = new ArrayList<>(text.lines());
        lines.add("accuracy on test in percent: mean ± standard deviation (divisor n) over seeds");
        table.rows().stream()
                .map(AccuracyTable.Row::protocol)
                .distinct()
                .forEach(protocol -> lines.add("protocol " + protocol.words()));
        return lines;
    }

    private static String method(AccuracyTable.Row row) {
        List<String> parts = Stream.of(
                        row.changes(),
                        row.subset() == Subset.ALL ? "" : row.subset() + " classes",
                        row.protocol() == Protocol.SEALED ? "" : "paper protocol")
                .filter(part -> !part.isEmpty())
                .toList();
        return parts.isEmpty() ? row.method() : row.method() + " (" + String.join(", ", parts) + ")";
    }

    private static String cell(AccuracyTable.Cell cell) {
        return cell == null ? "" : String.format(Locale.ROOT, "%.2f ± %.2f", cell.mean(), cell.std());
    }
}
