// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.data.DatasetCheck;
import io.github.jclip.taskres.data.DatasetCheck.Missing;
import io.github.jclip.taskres.data.DatasetCheck.Report;
import io.github.jclip.taskres.data.DatasetDefinition.Counts;
import io.github.jclip.tensor.BadInputException;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = "Say which files of a data set are missing and where to get them; the exit code is 0 if it is "
                + "complete.")
final class DataCheckCommand implements Runnable {
    @Parameters(paramLabel = DatasetOptions.DATASET_LABEL, description = DatasetOptions.DATASET_HELP)
    private String dataset;

    @Mixin
    private DatasetOptions options;

    @Option(names = "--decode", description = "Decode every image, which takes long.")
    private boolean decode;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Missing files and problems printed, 0 for all; --json has all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(
            String dataset,
            String folder,
            boolean complete,
            Counts expected,
            Counts found,
            List<Missing> missing,
            List<String> problems) {}

    @Override
    public void run() {
        Report report = DatasetCheck.run(options.request(dataset), decode);
        if (output.json()) {
            output.json(new Result(
                    report.dataset(),
                    report.folder(),
                    report.complete(),
                    report.expected().orElse(null),
                    report.found().orElse(null),
                    report.missing(),
                    report.problems()));
        } else {
            print(report);
        }
        if (!report.complete()) {
            throw new BadInputException("%s: incomplete, %d missing files or folders and %d problems"
                    .formatted(
                            report.folder(),
                            report.missing().size(),
                            report.problems().size()));
        }
    }

    private void print(Report report) {
        output.line("%s in %s".formatted(report.dataset(), report.folder()));
        TextTable counts = new TextTable().row("", "found", report.expected().isPresent() ? "expected" : "");
        count(counts, "classes", report, Counts::classes);
        count(counts, "train", report, Counts::train);
        count(counts, "val", report, Counts::val);
        count(counts, "test", report, Counts::test);
        counts.lines().forEach(output::line);
        print(report.missing().stream().map(DataCheckCommand::line).toList());
        print(report.problems().stream().map("problem  "::concat).toList());
        if (report.complete()) {
            output.line("complete");
        }
    }

    private static void count(TextTable table, String name, Report report, ToIntFunction<Counts> count) {
        table.row(name, text(report.found(), count), text(report.expected(), count));
    }

    private static String text(Optional<Counts> counts, ToIntFunction<Counts> count) {
        return counts.map(value -> Integer.toString(count.applyAsInt(value))).orElse("");
    }

    private static String line(Missing missing) {
        String images = missing.images() > 1 ? " with %d images".formatted(missing.images()) : "";
        String from = missing.from().isEmpty() ? "" : ": " + missing.from();
        return "missing  " + missing.path() + images + from;
    }

    private void print(List<String> lines) {
        long shown = limit == 0 ? lines.size() : limit;
        lines.stream().limit(shown).forEach(output::line);
        if (lines.size() > shown) {
            output.line("         … and %d more (--limit 0)".formatted(lines.size() - shown));
        }
    }
}
