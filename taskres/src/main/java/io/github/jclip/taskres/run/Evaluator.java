// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.classifier.StoredClassifier;
import io.github.jclip.taskres.evaluation.DomainMap;
import io.github.jclip.taskres.evaluation.Predictions;
import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Accuracy;
import io.github.jclip.taskres.method.Classifier;
import io.github.jclip.taskres.method.FewShotTask;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.TaskFactory;
import io.github.jclip.taskres.train.Classification;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileHash;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Evaluates a finished run again, from its checkpoint and a features file. */
public final class Evaluator {

    /**
     * The classifier of a run before and after tuning, on a test set.
     *
     * @param classes names of the classes, in the order of the scores
     */
    public record Report(List<String> classes, Scores zeroShot, Scores tuned) {}

    private Evaluator() {}

    /**
     * Classifies the test set with the run's checkpoint.
     *
     * @param features where the features file is now, if not where the run found it
     * @throws BadInputException if a file is missing or not the one that the run recorded
     */
    public static Report evaluate(RunFolder run, Optional<Path> features, Device device) {
        RunDescription description = run.description();
        Path path = features.orElseGet(() -> Path.of(description.features().path()));
        try (FeaturesFile file = FeaturesFile.open(path);
                Scope host = Scope.ofHost();
                Scope scope = device.openScope()) {
            requireHash(
                    path,
                    description.features().sha256(),
                    "is not the features file of this run; give the one it was tuned on");
            TaskFactory factory = TaskFactory.prepare(
                    file, Optional.empty(), description.shots(), description.seed(), subset(file, description), host);
            Classifier tuned = run.classifier().restore(device, scope);
            EmbeddingSet test = factory.test();
            return new Report(
                    factory.task().classes(),
                    scores(device, zeroShot(factory.task(), device, scope), test),
                    scores(device, tuned, test));
        }
    }

    /** A file that was made for a sampling of half the classes has these alone. */
    private static Subset subset(FeaturesFile file, RunDescription description) {
        return file.classes().equals(description.features().classNames()) ? Subset.ALL : description.subset();
    }

    /**
     * Classifies the test set of a shifted domain with the run's checkpoint: the run's classifier, of which those classes
     * stay that the domain has. The zero-shot scores are those of the domain's own text embeddings.
     *
     * @param variant features file of the domain; its class names must be among the run's
     * @throws BadInputException if a file is missing, or the classes or embeddings do not fit
     */
    public static DomainResult transfer(RunFolder run, Path variant, Device device) {
        try (FeaturesFile file = FeaturesFile.open(variant)) {
            return transfer(run, file, device);
        }
    }

    /**
     * The same with a features file that is open already, and stays so.
     *
     * @throws BadInputException if a file is missing, or the classes or embeddings do not fit
     */
    public static DomainResult transfer(RunFolder run, FeaturesFile variant, Device device) {
        Report report = evaluate(run.classifier(), variant, device);
        return new DomainResult(
                DomainResult.FORMAT,
                variant.dataSet(),
                variant.path().toAbsolutePath().normalize().toString(),
                variant.sha256(),
                variant.classes(),
                run.result().checkpointSha256(),
                report.zeroShot(),
                report.tuned(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /**
     * Classifies the test set of a features file with a classifier, of whose classes those stay that the file has. The
     * zero-shot scores are those of the file's own text embeddings.
     *
     * @param features its class names must be among the classifier's
     * @throws BadInputException if the file is missing, or the classes or embeddings do not fit
     */
    public static Report evaluate(StoredClassifier classifier, Path features, Device device) {
        try (FeaturesFile file = FeaturesFile.open(features)) {
            return evaluate(classifier, file, device);
        }
    }

    private static Report evaluate(StoredClassifier classifier, FeaturesFile file, Device device) {
        try (Scope scope = device.openScope()) {
            classifier.requireFits(file.text().dim(1), file.metadata("backbone"));
            DomainMap map = DomainMap.of(classifier.classes(), file.classes());
            Classifier tuned = classifier.restore(device, scope);
            EmbeddingSet test = file.test();
            FewShotTask task = new FewShotTask(
                    file.classes(), file.text(), Optional.empty(), test, Optional.empty(), file.logitScale(), 0, 0);
            Predictions shifted = Classification.predict(
                    device, tuned.classCount(), map.sourceIndices(), tuned::classify, test.embeddings());
            return new Report(
                    file.classes(),
                    scores(device, zeroShot(task, device, scope), test),
                    Scores.of(test.labels(), shifted, map.classCount()));
        }
    }

    private static Classifier zeroShot(FewShotTask task, Device device, Scope scope) {
        return Methods.named("zero-shot", task.shots())
                .fit(task, device, scope, FitListener.SILENT)
                .classifier();
    }

    private static Scores scores(Device device, Classifier classifier, EmbeddingSet test) {
        return Scores.of(test.labels(), Accuracy.predict(device, classifier, test), classifier.classCount());
    }

    private static void requireHash(Path file, String recorded, String otherwise) {
        if (!FileHash.sha256(file).equals(recorded)) {
            throw new BadInputException(Excerpt.line(file + ": " + otherwise));
        }
    }
}
