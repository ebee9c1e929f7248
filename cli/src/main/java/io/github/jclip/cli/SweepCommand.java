// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.sweep.AccuracyTable;
import io.github.jclip.taskres.sweep.DomainSweep;
import io.github.jclip.taskres.sweep.JobFailure;
import io.github.jclip.taskres.sweep.PlannedJob;
import io.github.jclip.taskres.sweep.Shard;
import io.github.jclip.taskres.sweep.Sweep;
import io.github.jclip.taskres.sweep.SweepFolder;
import io.github.jclip.taskres.sweep.SweepGrid;
import io.github.jclip.taskres.sweep.SweepPlan;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "sweep",
        subcommands = SweepMergeCommand.class,
        description = {
            "Tune every combination of features files, methods, shots and seeds.",
            "Started again, it does what is not done yet."
        })
final class SweepCommand implements Callable<Integer> {
    private static final String FEATURES_ENDING = ".safetensors";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--features",
            split = ",",
            paramLabel = "FILE|DIR",
            description = "Features files, or folders of them.")
    private List<Path> features;

    @Option(names = "--methods", paramLabel = "A,B", description = "Methods, as 'jclip tune' names them.")
    private String methods;

    @Option(
            names = "--shots",
            paramLabel = "N,N",
            defaultValue = "1,2,4,8,16",
            description = "Training images of each class, 0 for all (default: ${DEFAULT-VALUE}).")
    private String shots;

    @Option(
            names = "--seeds",
            paramLabel = "N,N",
            defaultValue = "1,2,3",
            description = "Seeds (default: ${DEFAULT-VALUE}).")
    private String seeds;

    @Option(
            names = {"--subset", "--classes"},
            split = ",",
            paramLabel = "all|base|new",
            defaultValue = "ALL",
            description = {
                "Which classes take part: all, the first half, or the rest (default: all).",
                "With base,new a report has their harmonic mean."
            })
    private List<Subset> subsets;

    @ArgGroup
    private ProtocolOptions protocol;

    @Option(
            names = "--set",
            paramLabel = "METHOD.KEY=VALUE",
            description = "A setting of one of the methods; may be repeated.")
    private List<String> settings = List.of();

    @Option(
            names = "--on",
            split = ",",
            paramLabel = "FILE",
            description = {
                "Features files of shifted domains, on whose test sets finished runs are tested too:",
                "those runs whose classes include the domain's, by name."
            })
    private List<Path> domains = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the runs; a new one or one of an earlier sweep.")
    private Path out;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Do one of N equal parts of the plan; 'jclip sweep merge' joins them.")
    private String shard;

    @Option(names = "--dry-run", description = "Print the plan and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Jobs that run at a time (default: one for each thread of the CPU).")
    private Integer jobs;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private TrainingPrecisionOptions precision;

    @Mixin
    private OutputOptions output;

    /** Two ways to say one thing. */
    static final class ProtocolOptions {
        @Option(
                names = "--protocol",
                paramLabel = "sealed|paper",
                description = "What hyperparameters are chosen on (default: sealed, on validation alone).")
        private Protocol protocol;

        @Option(
                names = "--paper-protocol",
                description = "Choose hyperparameters on what the method's authors did, which may be the test set.")
        private boolean paper;
    }

    /** The JSON result of a dry run. */
    record PlanResult(String protocol, int jobs, int finished, double multiplyAdds, List<PlanLine> plan) {}

    /** A job in it. */
    record PlanLine(
            String job,
            String dataSet,
            String method,
            int shots,
            long seed,
            Subset subset,
            double multiplyAdds,
            boolean finished) {}

    /** The JSON result of a sweep. */
    record Result(
            String out,
            String protocol,
            int done,
            int earlier,
            List<JobFailure> failures,
            DomainSweep.Outcome domains,
            AccuracyTable table) {}

    @Override
    public Integer call() {
        requireOptions();
        SweepGrid grid = grid();
        SweepPlan plan =
                SweepPlan.of(grid, precision.precision()).shard(shard == null ? Shard.WHOLE : Shard.parse(shard));
        if (dryRun) {
            print(plan, grid.protocol());
            return 0;
        }
        domains.forEach(domain -> FeaturesFile.open(domain).close());
        SweepFolder folder = SweepFolder.create(out);
        Sweep.Remaining remaining = Sweep.remaining(plan, folder);
        List<JobFailure> failures = run(remaining.jobs(), folder);
        List<RunFolder> finished = Sweep.finished(plan, folder).toList();
        DomainSweep.Outcome shifted = testOnDomains(finished);
        AccuracyTable table = AccuracyTable.of(finished.stream());
        int done = remaining.jobs().size() - failures.size();
        if (output.json()) {
            output.json(new Result(
                    out.toString(), grid.protocol().words(), done, remaining.finished(), failures, shifted, table));
        } else {
            SweepTable.lines(table).forEach(output::line);
            if (!domains.isEmpty()) {
                output.line("%d evaluations on shifted domains done, %d were done before, %d failed"
                        .formatted(
                                shifted.done(),
                                shifted.earlier(),
                                shifted.failures().size()));
            }
            output.line("%d jobs done, %d were done before, %d failed: %s"
                    .formatted(done, remaining.finished(), failures.size(), out));
        }
        return exitCode(
                Stream.concat(failures.stream(), shifted.failures().stream()).toList());
    }

    private DomainSweep.Outcome testOnDomains(List<RunFolder> finished) {
        if (domains.isEmpty()) {
            return new DomainSweep.Outcome(0, 0, List.of());
        }
        List<Device> devices = device.openEach(atATime(finished.size()), precision.precision(), output);
        try {
            DomainSweep.Outcome outcome = DomainSweep.run(finished, domains, devices);
            outcome.failures().forEach(failure -> output.error(failure.title() + ": " + failure.reason()));
            return outcome;
        } finally {
            devices.forEach(Device::close);
        }
    }

    private int atATime(int count) {
        return Math.max(1, Math.min(count, jobs == null ? device.defaultJobs() : jobs));
    }

    /** Not declared as required, since {@code merge} needs none of them. */
    private void requireOptions() {
        List<String> missing = new ArrayList<>();
        if (features == null) {
            missing.add("--features");
        }
        if (methods == null) {
            missing.add("--methods");
        }
        if (out == null && !dryRun) {
            missing.add("--out");
        }
        if (!missing.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Missing required options: " + String.join(", ", missing));
        }
        if (jobs != null && jobs < 1) {
            throw new BadInputException("--jobs %d: give a number ≥ 1".formatted(jobs));
        }
    }

    private SweepGrid grid() {
        boolean paper = protocol != null && (protocol.paper || protocol.protocol == Protocol.PAPER);
        return new SweepGrid(
                features.stream().flatMap(SweepCommand::featuresFiles).toList(),
                list("--methods", methods, Function.identity()),
                list("--shots", shots, Integer::valueOf),
                list("--seeds", seeds, Long::valueOf),
                subsets,
                paper ? Protocol.PAPER : Protocol.SEALED,
                SettingChanges.parse(settings));
    }

    private static <T> List<T> list(String option, String text, Function<String, T> parse) {
        try {
            return Stream.of(text.split(",", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .map(parse)
                    .toList();
        } catch (NumberFormatException _) {
            throw new BadInputException(
                    "%s %s: give whole numbers with commas between them".formatted(option, Excerpt.quote(text)));
        }
    }

    private static Stream<Path> featuresFiles(Path given) {
        if (!Files.isDirectory(given)) {
            return Stream.of(given);
        }
        try (Stream<Path> entries = Files.list(given)) {
            List<Path> files = entries.filter(file -> file.toString().endsWith(FEATURES_ENDING))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new BadInputException(
                        Excerpt.line(given + ": has no features file (*" + FEATURES_ENDING + "); give another folder"));
            }
            return files.stream();
        } catch (IOException e) {
            throw FileErrors.reading(given, e);
        }
    }

    private List<JobFailure> run(List<PlannedJob> remaining, SweepFolder folder) {
        if (remaining.isEmpty()) {
            return List.of();
        }
        List<Device> devices = device.openEach(atATime(remaining.size()), precision.precision(), output);
        try (SweepProgress progress = new SweepProgress(remaining, output)) {
            return Sweep.run(remaining, folder, devices, Version.current().number(), progress);
        } finally {
            devices.forEach(Device::close);
        }
    }

    private void print(SweepPlan plan, Protocol chosen) {
        Function<PlannedJob, Boolean> finished = finishedIn(out);
        List<PlanLine> lines = plan.jobs().stream()
                .map(job -> new PlanLine(
                        job.name(),
                        job.dataSet(),
                        job.job().method().name(),
                        job.job().shots(),
                        job.job().seed(),
                        job.job().subset(),
                        job.work(),
                        finished.apply(job)))
                .toList();
        int done = (int) lines.stream().filter(PlanLine::finished).count();
        if (output.json()) {
            output.json(new PlanResult(chosen.words(), lines.size(), done, plan.work(), lines));
            return;
        }
        TextTable table = new TextTable().row("job", "", "multiply-adds");
        lines.forEach(line -> table.row(line.job(), line.finished() ? "done" : "", billions(line.multiplyAdds())));
        table.lines().forEach(output::line);
        double left = lines.stream()
                .filter(line -> !line.finished())
                .mapToDouble(PlanLine::multiplyAdds)
                .sum();
        output.line("%d jobs, %d of them done; about %s of %s multiply-adds left"
                .formatted(lines.size(), done, billions(left), billions(plan.work())));
        output.line("protocol " + chosen.words());
    }

    private static Function<PlannedJob, Boolean> finishedIn(Path out) {
        if (out == null || !Files.exists(out)) {
            return _ -> false;
        }
        SweepFolder folder = SweepFolder.open(out);
        return job -> folder.finished(job.name()).isPresent();
    }

    private static String billions(double count) {
        return String.format(Locale.ROOT, "%.1f G", count / 1e9);
    }

    private static int exitCode(List<JobFailure> failures) {
        if (failures.isEmpty()) {
            return 0;
        }
        return failures.stream().allMatch(JobFailure::badInput) ? Failures.BAD_INPUT : Failures.FAULT;
    }
}
