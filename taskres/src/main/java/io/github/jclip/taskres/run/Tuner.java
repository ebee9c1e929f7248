// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.method.Fitted;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.io.FileHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Does one job and leaves a run folder, which appears when everything is done. */
public final class Tuner {
    private static final double NANOS = 1e9;

    private final TuneOptions options;
    private final Device device;
    private final Clock clock = Clock.systemUTC();
    private final TrainingRecorder recorder;
    private final TrainingLog log;

    private Tuner(TuneOptions options, Device device, FitListener listener) {
        this.options = options;
        this.device = device;
        recorder = new TrainingRecorder(listener, clock);
        log = recorder.log();
    }

    /**
     * Trains and writes the run folder.
     *
     * @throws BadInputException if the features file, the settings or the folder cannot be used; nothing is written then
     */
    public static RunFolder run(TuneOptions options, Device device, FitListener listener) {
        Tuner tuner = new Tuner(options, device, listener);
        return tuner.write(() -> Experiment.open(options.job(), options.version(), device, tuner.recorder));
    }

    /**
     * Trains on a features file that is open already, and writes the run folder.
     *
     * @param features the file that the job names; stays open
     * @throws BadInputException if the features file, the settings or the folder cannot be used; nothing is written then
     */
    public static RunFolder run(TuneOptions options, FeaturesFile features, Device device, FitListener listener) {
        Tuner tuner = new Tuner(options, device, listener);
        return tuner.write(() -> Experiment.open(options.job(), features, options.version(), device, tuner.recorder));
    }

    private RunFolder write(Supplier<Experiment> prepared) {
        RunFolder.write(options.run(), options.force(), folder -> fill(folder, prepared));
        return RunFolder.open(options.run());
    }

    private void fill(Path folder, Supplier<Experiment> prepared) throws IOException {
        long start = System.nanoTime();
        try (Experiment experiment = prepared.get()) {
            RunFolder.writeJson(folder.resolve(RunFolder.DESCRIPTION), experiment.description());
            logHead(experiment.description());
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
        log.line("Elapsed: " + TrainingLog.clock(Math.rint((System.nanoTime() - start) / NANOS)));
        Files.writeString(folder.resolve(RunFolder.LOG), log.text());
        Files.writeString(folder.resolve(RunFolder.METRICS), recorder.metrics());
        Path events = Files.createDirectory(folder.resolve(RunFolder.EVENTS));
        String eventsFile =
                "events.out.tfevents.%d.jclip".formatted(clock.instant().getEpochSecond());
        Files.write(events.resolve(eventsFile), recorder.events().toByteArray());
    }

    private void logHead(RunDescription description) {
        log.line(device.description());
        RunDescription.Features features = description.features();
        log.line("%s: %s, %d images, %d classes, %d test images"
                .formatted(
                        description.method(),
                        features.trainingSet(),
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
