// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.method.Checkpoints;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.method.Fitted;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Does one job and leaves a run folder, which appears when everything is done. */
public final class Tuner {
    private static final double NANOS = 1e9;

    private final TuneOptions options;
    private final Device device;
    private final Clock clock = Clock.systemUTC();
    private final UnfinishedTraining unfinished;
    private final TrainingRecorder recorder;
    private final TrainingLog log;

    private Tuner(TuneOptions options, Device device, FitListener listener) {
        this.options = options;
        this.device = device;
        unfinished = new UnfinishedTraining(options.run());
        boolean keeps = options.resumption() != Resumption.OFF;
        recorder = new TrainingRecorder(listener, clock, keeps ? unfinished : Checkpoints.NONE);
        log = recorder.log();
    }

    /**
     * Trains and writes the run folder.
     *
     * @throws BadInputException if the features file, the settings, the folder or a checkpoint cannot be used; nothing
     *     is written then
     */
    public static RunFolder run(TuneOptions options, Device device, FitListener listener) {
        Tuner tuner = new Tuner(options, device, listener);
        return tuner.write(() -> Experiment.open(options.job(), options.version(), device, tuner.recorder));
    }

    /**
     * Trains on a features file that is open already, and writes the run folder.
     *
     * @param features the file that the job names; stays open
     * @throws BadInputException if the features file, the settings, the folder or a checkpoint cannot be used; nothing
     *     is written then
     */
    public static RunFolder run(TuneOptions options, FeaturesFile features, Device device, FitListener listener) {
        Tuner tuner = new Tuner(options, device, listener);
        return tuner.write(() -> Experiment.open(options.job(), features, options.version(), device, tuner.recorder));
    }

    /**
     * Fails as {@link #run} would where it can be told beforehand, for work that comes before it.
     *
     * @param force whether an earlier run or an unfinished training may be replaced
     * @throws BadInputException if the folder is taken, or an unfinished training would be lost
     */
    public static void requirePossible(Path run, boolean force, Resumption resumption) {
        // A run that is there already may be the one that is to be continued, which shows later.
        if (!force && resumption != Resumption.CONTINUED) {
            RunFolder.requireFree(run);
        }
        if (!force && resumption == Resumption.FROM_THE_START) {
            new UnfinishedTraining(run).requireNone();
        }
    }

    private RunFolder write(Supplier<Experiment> prepared) {
        requirePossible(options.run(), options.force(), options.resumption());
        if (isFinished(prepared)) {
            unfinished.remove();
            return RunFolder.open(options.run());
        }
        try (unfinished) {
            RunFolder.write(options.run(), options.force(), folder -> fill(folder, prepared));
        }
        if (options.resumption() != Resumption.OFF) {
            unfinished.remove();
        }
        return RunFolder.open(options.run());
    }

    /** Whether an earlier process was killed too late, when this very run was in its place. */
    private boolean isFinished(Supplier<Experiment> prepared) {
        if (options.resumption() != Resumption.CONTINUED || !RunFolder.holdsRun(options.run())) {
            return false;
        }
        try (Experiment experiment = prepared.get()) {
            RunFolder finished = RunFolder.open(options.run());
            String difference = Identity.difference(
                    RunIdentity.of(finished.description()), RunIdentity.of(experiment.description()));
            if (!difference.isEmpty() && !options.force()) {
                throw new BadInputException(Excerpt.line(
                        "%s: holds a finished run with %s; choose another folder, or have it replaced (--force)"
                                .formatted(options.run(), difference)));
            }
            return difference.isEmpty();
        }
    }

    private void fill(Path folder, Supplier<Experiment> prepared) throws IOException {
        long start = System.nanoTime();
        try (Experiment experiment = prepared.get()) {
            RunFolder.writeJson(folder.resolve(RunFolder.DESCRIPTION), experiment.description());
            begin(experiment.description());
            logFit(experiment.fit());
            log.line("Evaluate on the *test* set");
            RunResult result = experiment.evaluate();
            logResult(result);
            recorder.events()
                    .add("test/accuracy", result.epochs(), result.tuned().accuracy(), recorder.now());
            Path checkpoint = folder.resolve(RunFolder.CHECKPOINT);
            Checkpoint.write(checkpoint, device, experiment.fitted());
            RunFolder.writeJson(folder.resolve(RunFolder.RESULT), result.withCheckpoint(FileHash.sha256(checkpoint)));
        }
        log.line("Elapsed: "
                + TrainingLog.clock(Math.rint(unfinished.earlierSeconds() + (System.nanoTime() - start) / NANOS)));
        Files.writeString(folder.resolve(RunFolder.LOG), log.text());
        Files.writeString(folder.resolve(RunFolder.METRICS), recorder.metrics());
        Path events = Files.createDirectory(folder.resolve(RunFolder.EVENTS));
        String eventsFile =
                "events.out.tfevents.%d.jclip".formatted(clock.instant().getEpochSecond());
        Files.write(events.resolve(eventsFile), recorder.events().toByteArray());
    }

    /** Begins the log, or goes on with that of an earlier process. */
    private void begin(RunDescription description) {
        if (options.resumption() == Resumption.FROM_THE_START) {
            unfinished.remove();
        }
        unfinished.begin(RunIdentity.of(description), recorder::recorded, options.checkpointInterval(), device);
        Optional<TrainingRecorder.Recorded> earlier = options.resumption() == Resumption.CONTINUED
                ? unfinished.takeUp()
                : Optional.<TrainingRecorder.Recorded>empty();
        earlier.ifPresentOrElse(recorder::restore, () -> logHead(description));
    }

    private void logHead(RunDescription description) {
        log.line(device.description());
        RunDescription.Features features = description.features();
        log.line("%s: %s%s, %d images, %d classes, %d test images"
                .formatted(
                        description.method(),
                        features.trainingSet(),
                        features.views() == null ? "" : ", " + features.views(),
                        features.trainingImages(),
                        features.classes(),
                        features.testImages()));
        log.line(description.settings().entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", ", "", ", seed " + description.seed())));
        log.line(description.recipe());
        log.line(description.protocolInWords());
        description.notes().forEach(log::line);
    }

    private void logFit(Fitted fitted) {
        fitted.selectionAccuracy()
                .ifPresent(accuracy -> log.line(String.format(
                        Locale.ROOT, "Chosen: %s; %.2f%% there", TrainingLog.values(fitted.chosen()), accuracy)));
        log.line("Finish training");
        fitted.training()
                .filter(training -> training.usedEpoch() == training.epochs())
                .ifPresent(_ -> log.line("Deploy the last-epoch model"));
    }

    private void logResult(RunResult result) {
        log.result(result.tuned());
        log.line(String.format(
                Locale.ROOT, "* calibration_error: %.1f%%", result.tuned().calibrationError()));
        log.line(String.format(
                Locale.ROOT,
                "Zero-shot accuracy on the *test* set: %.2f%%",
                result.zeroShot().accuracy()));
    }
}
