// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.evaluation.Misclassified;
import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.run.DomainResult;
import io.github.jclip.taskres.run.RunDescription;
import io.github.jclip.taskres.run.RunRecord;
import io.github.jclip.taskres.run.RunResult;
import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run that a report can use: everything that the report reads is there and fits together.
 *
 * @param domains what it came to on shifted domains
 * @param method the method's name, every setting that is not its default, and the augmented views that it was trained on
 */
record CollectedRun(Path path, RunRecord run, List<DomainResult> domains, String method) {
    static final String NO_BACKBONE = "Backbone not recorded";

    /**
     * Checks what the report reads.
     *
     * @throws BadInputException if something is missing or contradicts the rest
     */
    CollectedRun {
        RunDescription description = run.description();
        RunDescription.Features features = description.features();
        require(features.dataSet() != null && features.sha256() != null, path, "run.json lacks the data set");
        require(description.subset() != null, path, "run.json lacks the subset");
        require(description.protocol() != null, path, "run.json lacks the protocol");
        require(features.classNames() != null && !features.classNames().contains(null), path, "run.json lacks classes");
        int classes = features.classNames().size();
        requireScores(run.result().zeroShot(), classes, path);
        requireScores(run.result().tuned(), classes, path);
        if (run.result().worst() != null) {
            for (Misclassified sample : run.result().worst()) {
                require(
                        sample != null
                                && isClass(sample.label(), classes)
                                && isClass(sample.prediction(), classes)
                                && sample.index() >= 0,
                        path,
                        "result.json names a misclassified sample that cannot be");
            }
        }
    }

    /**
     * Names the method.
     *
     * @throws BadInputException as the other constructor
     */
    CollectedRun(Path path, RunRecord run, List<DomainResult> domains) {
        this(path, run, domains, methodOf(run.description()));
    }

    private static void requireScores(Scores scores, int classes, Path path) {
        require(
                scores.classTotals() != null && scores.classCorrect() != null && scores.confusions() != null,
                path,
                "result.json lacks scores of the classes");
        require(
                scores.classTotals().size() == classes && scores.classCorrect().size() == classes,
                path,
                "result.json has scores of %d classes, run.json names %d"
                        .formatted(scores.classTotals().size(), classes));
        require(
                isPercent(scores.accuracy()) && isPercent(scores.macroF1()) && isPercent(scores.calibrationError()),
                path,
                "result.json has a score that is not between 0 and 100");
        for (int k = 0; k < classes; k++) {
            Integer total = scores.classTotals().get(k);
            Integer correct = scores.classCorrect().get(k);
            require(
                    total != null && correct != null && 0 <= correct && correct <= total,
                    path,
                    "result.json has a class with more correct samples than samples");
        }
        for (Scores.Confusion confusion : scores.confusions()) {
            require(
                    confusion != null
                            && isClass(confusion.label(), classes)
                            && isClass(confusion.prediction(), classes)
                            && confusion.count() > 0,
                    path,
                    "result.json has a confusion of classes that there are not");
        }
    }

    private static boolean isPercent(double value) {
        return value >= 0 && value <= 100;
    }

    private static boolean isClass(int label, int classes) {
        return label >= 0 && label < classes;
    }

    private static void require(boolean condition, Path path, String trouble) {
        if (!condition) {
            throw new BadInputException("%s: %s; tune again".formatted(path, trouble));
        }
    }

    RunDescription description() {
        return run.description();
    }

    RunResult result() {
        return run.result();
    }

    String dataSet() {
        return description().features().dataSet();
    }

    String backbone() {
        String backbone = description().features().backbone();
        return backbone == null || backbone.isBlank() ? NO_BACKBONE : backbone;
    }

    int shots() {
        return description().shots();
    }

    long seed() {
        return description().seed();
    }

    /** Whether the features file holds images for exactly that many shots, the same for every seed. */
    boolean hasFixedImages() {
        return ("train_" + shots() + "shot").equals(description().features().trainingSet());
    }

    List<String> classNames() {
        return description().features().classNames();
    }

    private static String methodOf(RunDescription description) {
        Map<String, Object> defaults = Methods.settings(Methods.named(description.method(), description.shots()));
        String changes = description.settings().entrySet().stream()
                .filter(setting -> !same(setting.getValue(), defaults.get(setting.getKey())))
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
        return Stream.of(description.method(), changes, description.features().views())
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static boolean same(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return String.valueOf(one).equals(String.valueOf(other));
    }

    /** What makes two runs the same job. */
    Identity identity() {
        RunDescription description = description();
        return new Identity(
                description.features().sha256(),
                method(),
                shots(),
                seed(),
                new Frame(backbone(), description.subset(), description.protocol()));
    }

    /** A job, whatever its folder is called. */
    record Identity(String features, String method, int shots, long seed, Frame frame) {}
}
