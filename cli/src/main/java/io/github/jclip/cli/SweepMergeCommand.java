// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.sweep.AccuracyTable;
import io.github.jclip.taskres.sweep.SweepFolder;
import io.github.jclip.taskres.sweep.SweepMerge;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "merge",
        description = "Join the shards of a sweep; a job that is in several must have the same result in each.")
final class SweepMergeCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders that sweeps made.")
    private List<Path> shards;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for all jobs together.")
    private Path out;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String out, SweepMerge.Outcome merge, AccuracyTable table) {}

    @Override
    public Integer call() {
        SweepMerge.Outcome outcome = SweepMerge.run(shards, out);
        outcome.problems().forEach(output::error);
        outcome.failures().forEach(failure -> output.error(failure.title() + ": " + failure.reason()));
        SweepFolder folder = SweepFolder.open(out);
        AccuracyTable table =
                AccuracyTable.of(folder.jobs().stream().map(folder::finished).flatMap(Optional::stream));
        if (output.json()) {
            output.json(new Result(out.toString(), outcome, table));
        } else {
            SweepTable.lines(table).forEach(output::line);
            output.line("%d jobs merged, %d equal ones, %d problems, %d failed: %s"
                    .formatted(
                            outcome.copied(),
                            outcome.equal(),
                            outcome.problems().size(),
                            outcome.failures().size(),
                            out));
        }
        if (outcome.failures().stream().anyMatch(failure -> !failure.badInput())) {
            return Failures.FAULT;
        }
        boolean sound = outcome.problems().isEmpty() && outcome.failures().isEmpty();
        return sound ? 0 : Failures.BAD_INPUT;
    }
}
