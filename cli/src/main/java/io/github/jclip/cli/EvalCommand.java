// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.classifier.ClassifierReader;
import io.github.jclip.taskres.classifier.StoredClassifier;
import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.run.DomainResult;
import io.github.jclip.taskres.run.DomainResults;
import io.github.jclip.taskres.run.Evaluator;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "eval",
        description = {
            "Evaluate a finished run again from its checkpoint and features file, or a classifier from a file: .safetensors, "
                    + ".npz or .pth.tar, the original TaskRes code's among them."
        })
final class EvalCommand implements Runnable {
    @Parameters(paramLabel = "RUN|FILE", description = "Run folder, or a classifier with --features.")
    private Path run;

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description =
                    "The features file: for a classifier, and for a run where it is no longer at the recorded place.")
    private Path features;

    @Option(
            names = "--on",
            paramLabel = "FILE",
            description = {
                "Features file of a shifted domain whose classes are among the run's: its test set instead.",
                "The result is kept in the run folder, where reports find it."
            })
    private Path domain;

    @Mixin
    private ForeignClassifierOptions foreign;

    @Option(names = "--per-class", description = "Accuracy of each class too.")
    private boolean perClass;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private PrecisionOptions precision;

    @Mixin
    private OutputOptions output;

    /** Scores on the test set, in percent. */
    record Summary(int total, int correct, double accuracy, double macroF1, double calibrationError) {
        static Summary of(Scores scores) {
            return new Summary(
                    scores.total(), scores.correct(), scores.accuracy(), scores.macroF1(), scores.calibrationError());
        }
    }

    /** A class's accuracy in percent; null where the test set has none of it. */
    record ClassScores(String name, int total, Double zeroShot, Double tuned) {}

    /** The JSON result. */
    record Result(
            String run, String method, String protocol, Summary zeroShot, Summary tuned, List<ClassScores> classes) {}

    @Override
    public void run() {
        if (Files.isRegularFile(run)) {
            evaluateFile();
            return;
        }
        RunFolder folder = RunFolder.open(run);
        try (Device opened = sameDevice(folder)) {
            Evaluator.Report report = domain == null
                    ? Evaluator.evaluate(folder, Optional.ofNullable(features), opened)
                    : transfer(folder, opened);
            show(folder.description().method(), folder.description().protocolInWords(), report);
        }
    }

    private void evaluateFile() {
        Path file = domain == null ? features : domain;
        if (file == null) {
            throw new BadInputException(
                    Excerpt.line("%s: a classifier names no features file; give --features".formatted(run)));
        }
        try (Device opened = device.open(precision.precision(), output)) {
            StoredClassifier classifier = ClassifierFiles.read(run, given(file));
            show(classifier.method(), "a classifier from a file", Evaluator.evaluate(classifier, file, opened));
        }
    }

    /** Without names of its own a classifier is taken to have the classes of the features file, if they are as many. */
    private ClassifierReader.Given given(Path file) {
        ClassifierReader.Given given = foreign.given();
        try (FeaturesFile opened = FeaturesFile.open(file)) {
            return new ClassifierReader.Given(given.alpha(), given.classes().or(() -> Optional.of(opened.classes())));
        }
    }

    private void show(String method, String protocol, Evaluator.Report report) {
        Result result = new Result(
                run.toString(),
                method,
                protocol,
                Summary.of(report.zeroShot()),
                Summary.of(report.tuned()),
                perClass ? classes(report) : List.of());
        if (output.json()) {
            output.json(result);
        } else {
            print(result);
        }
    }

    private Evaluator.Report transfer(RunFolder folder, Device opened) {
        DomainResult result = Evaluator.transfer(folder, domain, opened);
        Path kept = new DomainResults(folder).keep(result);
        output.log("kept as " + kept);
        return result.asReport();
    }

    /** A run in F64 was made on the reference device, whatever else is there. */
    private Device sameDevice(RunFolder folder) {
        boolean reference = folder.description().device().precision().equals(DType.F64.name());
        return reference ? new ReferenceDevice() : device.open(precision.precision(), output);
    }

    private static List<ClassScores> classes(Evaluator.Report report) {
        return IntStream.range(0, report.classes().size())
                .mapToObj(k -> {
                    int total = report.tuned().classTotals().get(k);
                    return new ClassScores(
                            report.classes().get(k),
                            total,
                            total == 0 ? null : report.zeroShot().accuracy(k),
                            total == 0 ? null : report.tuned().accuracy(k));
                })
                .toList();
    }

    private void print(Result result) {
        TextTable table = new TextTable()
                .row("", "accuracy", "macro-F1", "calibration error", "correct")
                .row(
                        "zero-shot",
                        percent(result.zeroShot().accuracy()),
                        percent(result.zeroShot().macroF1()),
                        percent(result.zeroShot().calibrationError()),
                        fraction(result.zeroShot()))
                .row(
                        "tuned",
                        percent(result.tuned().accuracy()),
                        percent(result.tuned().macroF1()),
                        percent(result.tuned().calibrationError()),
                        fraction(result.tuned()));
        for (ClassScores scores : result.classes()) {
            table.row(scores.name(), percent(scores.zeroShot()), percent(scores.tuned()), "", "of " + scores.total());
        }
        table.lines().forEach(output::line);
        output.line("%s; %s".formatted(result.method(), result.protocol()));
    }

    private static String fraction(Summary scores) {
        return "%d of %d".formatted(scores.correct(), scores.total());
    }

    private static String percent(Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, "%6.2f %%", value);
    }
}
