// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report's tables for LaTeX, with the rules of the package {@code booktabs}; text in UTF-8. */
public final class LatexReport {
    /** More letters in a row than these do not fit a page in the usual size. */
    private static final int WIDEST = 75;

    private LatexReport() {}

    /** The file, to be read with {@code \input}. */
    public static String of(Report report) {
        return "% needs \\usepackage{booktabs}\n"
                + report.tables().stream().map(LatexReport::table).collect(Collectors.joining("\n"));
    }

    private static String table(ReportTable table) {
        StringBuilder text = new StringBuilder("\\begin{table}[ht]\n\\centering\n");
        text.append("\\caption{").append(escape(table.caption())).append("}\n");
        if (width(table) > WIDEST) {
            text.append("\\scriptsize\\setlength{\\tabcolsep}{2pt}\n");
        }
        text.append("\\begin{tabular}{l")
                .append("r".repeat(table.columns().size()))
                .append("}\n\\toprule\n");
        text.append("method");
        table.columns().forEach(column -> text.append(" & ").append(escape(column)));
        text.append(" \\\\\n\\midrule\n");
        for (ReportTable.Row row : table.rows()) {
            text.append(escape(row.name()));
            row.cells().forEach(cell -> text.append(" & ").append(cell(cell)));
            text.append(" \\\\\n");
        }
        text.append("\\bottomrule\n\\end{tabular}\n");
        notes(text, table.notes());
        return text.append("\\end{table}\n").toString();
    }

    /** Letters of a row in which every column is as wide as its longest cell. */
    private static int width(ReportTable table) {
        int width =
                table.rows().stream().mapToInt(row -> row.name().length()).max().orElse(0);
        for (int i = 0; i < table.columns().size(); i++) {
            int column = i;
            int widest = table.rows().stream()
                    .mapToInt(row -> row.cells().get(column).text().length())
                    .max()
                    .orElse(0);
            width += Math.max(widest, table.columns().get(i).length());
        }
        return width;
    }

    private static void notes(StringBuilder text, List<String> notes) {
        text.append("\n\\smallskip\\footnotesize\\raggedright\n");
        notes.forEach(note -> text.append(escape(note)).append("\\par\n"));
    }

    private static String cell(Cell cell) {
        return switch (cell) {
            case Cell.Measured it -> measured(it);
            case Cell.Compared it -> escape(it.text());
            case Cell.Published it -> escape(it.text());
            case Cell.Missing _ -> "--";
        };
    }

    private static String measured(Cell.Measured it) {
        String mean = String.format(Locale.ROOT, "%.2f", it.estimate().mean());
        String interval = Double.isNaN(it.estimate().halfWidth())
                ? ""
                : String.format(Locale.ROOT, " \\pm %.2f", it.estimate().halfWidth());
        String stars = it.stars().isEmpty() ? "" : "^{" + it.stars() + "}";
        return "$" + (it.best() ? "\\mathbf{" + mean + "}" : mean) + interval + stars + "$";
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\textbackslash{}");
                case '~' -> escaped.append("\\textasciitilde{}");
                case '^' -> escaped.append("\\textasciicircum{}");
                case '<' -> escaped.append("\\textless{}");
                case '>' -> escaped.append("\\textgreater{}");
                case '±' -> escaped.append("$\\pm$");
                case '−' -> escaped.append("$-$");
                case '→' -> escaped.append("$\\to$");
                case '–' -> escaped.append("--");
                case '\n' -> escaped.append(' ');
                case '&', '%', '$', '#', '_', '{', '}' -> escaped.append('\\').append(c);
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
