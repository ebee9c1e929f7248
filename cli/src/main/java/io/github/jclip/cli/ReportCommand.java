// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.report.CsvReport;
import io.github.jclip.taskres.report.Entry;
import io.github.jclip.taskres.report.HtmlReport;
import io.github.jclip.taskres.report.LatexReport;
import io.github.jclip.taskres.report.MarkdownReport;
import io.github.jclip.taskres.report.Report;
import io.github.jclip.taskres.report.RunCollection;
import io.github.jclip.tensor.io.AtomicFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description = {
            "Report on many runs: tables with confidence intervals and tests, plots, confusions.",
            "Runs are grouped by data set, backbone, classes and protocol; what cannot be used is listed."
        })
final class ReportCommand implements Runnable {
    private static final String PAGE = "report.html";

    @Parameters(paramLabel = "DIR", description = "Folder with run folders, at any depth.")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "The HTML page (default: " + PAGE + " in DIR).")
    private Path page;

    @Option(names = "--markdown", paramLabel = "FILE", description = "The tables as Markdown too.")
    private Path markdown;

    @Option(names = "--csv", paramLabel = "FILE", description = "Every number as comma-separated values too.")
    private Path csv;

    @Option(names = "--latex", paramLabel = "FILE", description = "The tables for LaTeX (booktabs) too.")
    private Path latex;

    @Option(
            names = "--baseline",
            paramLabel = "METHOD",
            defaultValue = "zero-shot",
            description = "What methods are tested against, as the tables call it (default: ${DEFAULT-VALUE}).")
    private String baseline;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(int runs, List<String> skipped, String baseline, List<String> files, List<Entry> entries) {}

    @Override
    public void run() {
        Map<Path, Function<Report, String>> forms = new LinkedHashMap<>();
        forms.put(page == null ? folder.resolve(PAGE) : page, HtmlReport::of);
        put(forms, markdown, MarkdownReport::of);
        put(forms, csv, CsvReport::of);
        put(forms, latex, LatexReport::of);
        RunCollection runs = RunCollection.of(folder);
        runs.skipped().forEach(output::log);
        Report report = Report.of(runs, baseline);
        forms.keySet().forEach(AtomicFile::requirePossible);
        forms.forEach((file, form) -> AtomicFile.write(file, form.apply(report)));
        List<String> files = forms.keySet().stream().map(Path::toString).toList();
        if (output.json()) {
            output.json(new Result(runs.size(), runs.skipped(), baseline, files, report.entries()));
        } else {
            output.line(
                    "%d runs, %d not used".formatted(runs.size(), runs.skipped().size()));
            files.forEach(output::line);
        }
    }

    private static void put(Map<Path, Function<Report, String>> forms, Path file, Function<Report, String> form) {
        if (file != null) {
            forms.put(file, form);
        }
    }
}
