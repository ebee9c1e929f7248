// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.evaluation.Misclassified;
import io.github.jclip.taskres.evaluation.Predictions;
import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.features.Views;
import io.github.jclip.taskres.method.Accuracy;
import io.github.jclip.taskres.method.Classifier;
import io.github.jclip.taskres.method.FewShotTask;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.method.Fitted;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.method.Selection;
import io.github.jclip.taskres.method.TaskFactory;
import io.github.jclip.taskres.method.TestSeal;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Does one job in memory: opens the features, fits the method, then opens the test set and scores. */
public final class Experiment implements AutoCloseable {
    private static final double NANOS = 1e9;
    private static final int WORST = 20;

    private final Job job;
    private final Device device;
    private final FitListener listener;
    private final FeaturesFile features;
    private final boolean ownsFeatures;
    private final Scope host;
    private final Scope scope;
    private final FewShotTask task;
    private final TestSeal seal;
    private final RunDescription description;
    private Fitted fitted;
    private double trainingSeconds;

    private Experiment(
            Job job, FeaturesFile features, boolean ownsFeatures, String version, Device device, FitListener listener) {
        this.job = job;
        this.device = device;
        this.listener = listener;
        this.features = features;
        this.ownsFeatures = ownsFeatures;
        host = Scope.ofHost();
        scope = device.openScope();
        Clock clock = Clock.systemUTC();
        int testImages = features.checkTest();
        TaskFactory factory =
                TaskFactory.prepare(features, job.sampling(), job.shots(), job.seed(), job.subset(), host);
        seal = new TestSeal(job.protocol(), factory::test, clock);
        task = chosenOn(onBase(factory.task()));
        String started = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        description = describe(version, factory.notes(), testImages, started);
    }

    /**
     * Prepares a job.
     *
     * @param version of the program, to be recorded
     * @throws BadInputException if the features file cannot be used
     */
    public static Experiment open(Job job, String version, Device device, FitListener listener) {
        FeaturesFile features = FeaturesFile.open(job.features());
        try {
            return new Experiment(job, features, true, version, device, listener);
        } catch (RuntimeException | Error e) {
            features.close();
            throw e;
        }
    }

    /**
     * Prepares a job whose features file is open already, and stays so.
     *
     * @throws BadInputException if the features file cannot be used
     */
    static Experiment open(Job job, FeaturesFile features, String version, Device device, FitListener listener) {
        return new Experiment(job, features, false, version, device, listener);
    }

    /**
     * Does a job and leaves no files.
     *
     * @throws BadInputException if the features file cannot be used, or the settings do not suit it
     */
    public static RunRecord run(Job job, String version, Device device, FitListener listener) {
        try (Experiment experiment = open(job, version, device, listener)) {
            experiment.fit();
            return new RunRecord(experiment.description(), experiment.evaluate());
        }
    }

    private FewShotTask onBase(FewShotTask prepared) {
        return job.base().map(base -> base.applyTo(prepared)).orElse(prepared);
    }

    private FewShotTask chosenOn(FewShotTask prepared) {
        if (job.protocol() == Protocol.PAPER && job.method().paperSelection() == Selection.TEST) {
            return prepared.choosingOn(Optional.of(seal.open(TestSeal.Purpose.SELECTION)));
        }
        return prepared;
    }

    /** What it is made from. */
    public RunDescription description() {
        return description;
    }

    /** Fits the method. */
    public Fitted fit() {
        long start = System.nanoTime();
        fitted = job.method().fit(task, device, scope, listener);
        device.synchronize();
        trainingSeconds = listener.checkpoints().earlierSeconds() + (System.nanoTime() - start) / NANOS;
        return fitted;
    }

    /** Opens the test set and scores; once, after {@link #fit}. */
    public RunResult evaluate() {
        long start = System.nanoTime();
        EmbeddingSet test = seal.open(TestSeal.Purpose.EVALUATION);
        int[] labels = test.labels();
        Classifier zeroShot = Methods.named("zero-shot", job.shots())
                .fit(task, device, scope, FitListener.SILENT)
                .classifier();
        Predictions untuned = Accuracy.predict(device, zeroShot, test);
        Predictions tuned = Accuracy.predict(device, fitted.classifier(), test);
        List<Misclassified> worst = Misclassified.worst(labels, tuned, WORST).stream()
                .map(mistake -> mistake.at(test.sourceRow(mistake.index())))
                .toList();
        Optional<Fitted.Training> training = fitted.training();
        return new RunResult(
                training.map(Fitted.Training::epochs).orElse(0),
                training.map(Fitted.Training::steps).orElse(0),
                training.map(Fitted.Training::finalLoss).orElse(null),
                training.map(Fitted.Training::usedEpoch).orElse(0),
                trainingSeconds,
                (System.nanoTime() - start) / NANOS,
                fitted.chosen(),
                fitted.selectionAccuracy().orElse(null),
                Scores.of(labels, untuned, task.classCount()),
                Scores.of(labels, tuned, task.classCount()),
                worst,
                seal.readings(),
                null);
    }

    private RunDescription describe(String version, List<String> notes, int testImages, String started) {
        Optional<EmbeddingSet> selection = task.selection();
        return new RunDescription(
                RunDescription.FORMAT,
                job.method().name(),
                Methods.settings(job.method()),
                job.method().recipe(),
                job.shots(),
                job.seed(),
                job.subset(),
                job.protocol(),
                job.protocol().words(),
                new RunDescription.Features(
                        job.features().toAbsolutePath().normalize().toString(),
                        features.sha256(),
                        features.dataSet(),
                        features.metadata("backbone").orElse(null),
                        task.train().name(),
                        task.train()
                                .views()
                                .filter(_ -> job.method().usesViews())
                                .map(Views::words)
                                .orElse(null),
                        task.train().count(),
                        selection.map(EmbeddingSet::name).orElse(null),
                        selection.map(EmbeddingSet::count).orElse(0),
                        testImages,
                        task.classCount(),
                        task.classes(),
                        task.embeddingDim(),
                        task.logitScale()),
                notes,
                new RunDescription.Device(device.name(), device.description(), device.precision()),
                new RunDescription.Versions(
                        version,
                        Runtime.version().toString(),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch")),
                started,
                job.base()
                        .map(base -> new RunDescription.Base(
                                base.file().toAbsolutePath().normalize().toString(), base.sha256()))
                        .orElse(null),
                job.configuration().isEmpty() ? null : job.configuration());
    }

    @Override
    public void close() {
        scope.close();
        host.close();
        if (ownsFeatures) {
            features.close();
        }
    }

    /** The fitted method; only after {@link #fit}, valid until the experiment is closed. */
    Fitted fitted() {
        return fitted;
    }
}
