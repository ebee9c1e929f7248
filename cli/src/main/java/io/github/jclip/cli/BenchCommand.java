// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.bench.Bench;
import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.BenchListener;
import io.github.jclip.bench.BenchOptions;
import io.github.jclip.bench.BenchResult;
import io.github.jclip.bench.Group;
import io.github.jclip.bench.Measurement;
import io.github.jclip.bench.PeerProvider;
import io.github.jclip.bench.Timing;
import io.github.jclip.bench.report.CsvReport;
import io.github.jclip.bench.report.HtmlReport;
import io.github.jclip.bench.report.MarkdownReport;
import io.github.jclip.bench.report.ResultFile;
import io.github.jclip.bench.report.RooflinePlot;
import io.github.jclip.bench.report.TextReport;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        subcommands = BenchKernelsCommand.class,
        description = {
            "Measure jclip on this machine, against the machine's own ceilings and, with --peers, other libraries.",
            "Without a group all are measured. Progress goes to standard error."
        })
final class BenchCommand implements Runnable {
    private static final String STANDARD_OUTPUT = "-";

    /** What standard output holds instead of the text report. */
    static final class Format {
        @Option(names = "--csv", description = "Print every time as comma-separated values.")
        private boolean csv;

        @Option(names = "--markdown", description = "Print Markdown.")
        private boolean markdown;

        @Option(
                names = "--json",
                paramLabel = "FILE|-",
                description = "Write everything as JSON to a file, or to standard output instead of the text.")
        private String json;
    }

    @Parameters(arity = "0..*", paramLabel = "GROUP", description = "gemm, ops, model, tune, io (default: all).")
    private List<Group> groups = new ArrayList<>();

    @Option(
            names = "--peers",
            description = "Time ONNX Runtime, PyTorch and OpenBLAS in the same run; needs the source checkout.")
    private boolean peers;

    @Option(
            names = "--quick",
            description = "Few rounds: minutes instead of half an hour, fewer still where the machine is slow.")
    private boolean quick;

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            description = "Numbers of threads (default: 1 and one for each processor).")
    private List<Integer> threads = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Report what --json wrote earlier instead of measuring.")
    private Path source;

    @ArgGroup(exclusive = true)
    private Format format = new Format();

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with tables and plots.")
    private Path html;

    @Option(names = "--svg", paramLabel = "FILE", description = "Write the roofline plots.")
    private Path svg;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress on standard error.")
    private boolean quiet;

    @ArgGroup(exclusive = false, heading = "Explaining a tower:%n")
    private ModelExplanation explanation;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (explanation != null && explanation.isAskedFor()) {
            explain();
            return;
        }
        Path json = format.json == null || format.json.equals(STANDARD_OUTPUT) ? null : Path.of(format.json);
        Stream.of(json, html, svg).filter(Objects::nonNull).forEach(AtomicFile::requirePossible);
        BenchResult result = source == null ? measure() : ResultFile.read(source);
        if (json != null) {
            AtomicFile.write(json, ResultFile.toJson(result) + "\n");
        }
        if (html != null) {
            AtomicFile.write(html, HtmlReport.of(result));
        }
        if (svg != null) {
            AtomicFile.write(svg, RooflinePlot.file(result));
        }
        print(result);
    }

    private void explain() {
        if (!groups.equals(List.of(Group.MODEL))) {
            throw new BadInputException("--explain: goes with the group model alone; write bench model --explain");
        }
        PrintWriter out = spec.commandLine().getOut();
        explanation.lines(this::log).forEach(out::println);
        if (out.checkError()) {
            throw new ClosedOutputException();
        }
    }

    private void log(String text) {
        if (!quiet) {
            spec.commandLine().getErr().println(text);
        }
    }

    private BenchResult measure() {
        threads.stream().filter(count -> count < 1).findFirst().ifPresent(count -> {
            throw new BadInputException("--threads %d: give a number ≥ 1".formatted(count));
        });
        int all = Runtime.getRuntime().availableProcessors();
        List<Integer> counts = threads.isEmpty()
                ? IntStream.of(1, all).distinct().boxed().toList()
                : threads.stream().distinct().toList();
        Set<Group> chosen = groups.isEmpty() ? EnumSet.allOf(Group.class) : EnumSet.copyOf(groups);
        String jclip = Version.current().lines()[0];
        return Bench.run(
                new BenchOptions(
                        chosen, counts, peers ? peersOnTheClassPath() : List.of(), quick, Relaunch.launcher(), jclip),
                new Progress());
    }

    private static List<PeerProvider> peersOnTheClassPath() {
        List<PeerProvider> found = ServiceLoader.load(PeerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (found.isEmpty()) {
            throw new BadInputException(
                    "--peers: the other libraries come with the source checkout; run ./jclip bench --peers there");
        }
        return found;
    }

    private void print(BenchResult result) {
        PrintWriter out = spec.commandLine().getOut();
        if (STANDARD_OUTPUT.equals(format.json)) {
            out.println(ResultFile.toJson(result));
        } else {
            lines(result).forEach(out::println);
        }
        if (out.checkError()) {
            throw new ClosedOutputException();
        }
    }

    private List<String> lines(BenchResult result) {
        if (format.csv) {
            return CsvReport.lines(result);
        }
        return format.markdown ? MarkdownReport.lines(result) : TextReport.lines(result);
    }

    /** A line for each case. */
    private final class Progress implements BenchListener {
        private String place = "";

        @Override
        public void starting(BenchCase benchCase, int threadCount, int done, int total) {
            place = "[%d/%d]".formatted(done + 1, total);
        }

        @Override
        public void skipped(BenchCase benchCase, String reason) {
            note("%s %s %s: skipped, %s".formatted(place, benchCase.name(), benchCase.size(), reason));
        }

        @Override
        public void note(String text) {
            log(text);
        }

        @Override
        public void measured(Measurement it) {
            if (quiet) {
                return;
            }
            Timing jclip = it.jclip();
            StringBuilder line = new StringBuilder("%s %s %s".formatted(place, it.name(), it.size()));
            if (it.threads() > 0) {
                line.append(", threads ").append(it.threads());
            }
            line.append(String.format(Locale.ROOT, ": %.3g ms", jclip.medianSeconds() * 1e3));
            if (it.flops() > 0 || it.bytes() > 0) {
                line.append(String.format(
                        Locale.ROOT,
                        ", %.3g GFLOP/s, %.3g GB/s, ",
                        jclip.gigaflopsPerSecond(),
                        jclip.gigabytesPerSecond()));
                line.append(
                        it.hasProvenCeiling()
                                ? String.format(Locale.ROOT, "%.0f %% of the ceiling", 100 * jclip.ofCeiling())
                                : "ceiling unproven");
            }
            if (jclip.imagesPerSecond() > 0) {
                line.append(String.format(Locale.ROOT, ", %.3g images/s", jclip.imagesPerSecond()));
            }
            it.peers()
                    .forEach(peer ->
                            line.append(String.format(Locale.ROOT, ", %.2f× %s", peer.ratio(), peer.contender())));
            it.absences().forEach(absent -> line.append(", %s %s".formatted(absent.contender(), absent.reason())));
            spec.commandLine().getErr().println(line);
        }
    }
}
