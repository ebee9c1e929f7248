// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A report's tables as Markdown (GitHub's), each with its caption and notes. */
public final class MarkdownReport {
    private MarkdownReport() {}

    /** The file. */
    public static String of(Report report) {
        List<String> lines = new ArrayList<>(List.of("# " + escape(report.title()), ""));
        report.facts().forEach((name, value) -> lines.add("- %s: %s".formatted(name, escape(value))));
        for (Report.Section section : report.sections()) {
            lines.addAll(List.of("", "## " + escape(section.heading())));
            for (Report.Group group : section.groups()) {
                lines.addAll(List.of("", "### " + escape(group.heading())));
                if (!group.words().isEmpty()) {
                    lines.addAll(List.of("", escape(group.words())));
                }
                group.blocks().forEach(block -> block(lines, block));
            }
        }
        if (!report.skipped().isEmpty()) {
            lines.addAll(List.of("", "## Not used", ""));
            report.skipped().forEach(line -> lines.add("- " + escape(line)));
        }
        return String.join("\n", lines) + "\n";
    }

    private static void block(List<String> lines, Block block) {
        switch (block) {
            case ReportTable table -> table(lines, table);
            case WorstSamples samples -> samples(lines, samples);
            case Figure _, Gallery _, Steps _ -> {}
        }
    }

    private static void table(List<String> lines, ReportTable table) {
        lines.addAll(List.of("", "**" + escape(table.caption()) + "**", ""));
        List<String> header = new ArrayList<>(List.of("method"));
        header.addAll(table.columns());
        lines.add(row(header));
        lines.add("|---|" + "---:|".repeat(table.columns().size()));
        for (ReportTable.Row row : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(escape(row.name())));
            row.cells().forEach(cell -> cells.add(cell(cell)));
            lines.add(row(cells));
        }
        notes(lines, table.notes());
    }

    private static String cell(Cell cell) {
        String text = escape(cell.text());
        return cell instanceof Cell.Measured measured && measured.best() ? "**" + text + "**" : text;
    }

    private static void samples(List<String> lines, WorstSamples block) {
        lines.addAll(List.of("", "**" + escape(block.title()) + "**", ""));
        lines.add(row(List.of("index", "file", "label", "prediction", "confidence", "seeds")));
        lines.add("|---:|---|---|---|---:|---:|");
        for (WorstSamples.Sample it : block.samples()) {
            lines.add(row(List.of(
                    "" + it.index(),
                    escape(it.file().orElse("–")),
                    escape(it.label()),
                    escape(it.prediction()),
                    it.confidenceText(),
                    "" + it.seeds())));
        }
        notes(lines, block.notes());
    }

    private static void notes(List<String> lines, List<String> notes) {
        lines.add("");
        notes.forEach(note -> lines.add("- " + escape(note)));
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("*", "\\*")
                .replace("_", "\\_")
                .replace("<", "&lt;")
                .replace('\n', ' ');
    }
}
