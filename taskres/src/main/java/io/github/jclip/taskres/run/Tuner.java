// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.random.TorchRandom;
import io.github.jclip.taskres.train.Classification;
import io.github.jclip.taskres.train.ConfusionMatrix;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.taskres.train.Trainer;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.FileHash;
import io.github.jclip.tensor.optim.LearningRateSchedule;
import io.github.jclip.tensor.optim.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Tunes TaskRes on a features file as the published code does: Adam with weight decay 5e-4 through the gradient, one
 * epoch of warm-up and a cosine, the last epoch's model. Each epoch's order is that of a PyTorch
 * {@code DataLoader(shuffle=True)} after {@code torch.manual_seed(seed)}. The run folder appears when everything is
 * done.
 */
public final class Tuner {
    private static final double WEIGHT_DECAY = 5e-4;
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final TuneOptions options;
    private final Device device;
    private final TuneListener listener;
    private final Clock clock = Clock.systemUTC();
    private final TrainingLog log;
    private final ScalarEvents events;
    private final StringBuilder metrics = new StringBuilder("epoch,loss,accuracy,learning_rate\n");
    private double epochLoss;
    private double epochAccuracy;

    private Tuner(TuneOptions options, Device device, TuneListener listener) {
        this.options = options;
        this.device = device;
        this.listener = listener;
        log = new TrainingLog(listener);
        events = new ScalarEvents(now());
    }

    /**
     * Trains and writes the run folder.
     *
     * @throws BadInputException if the features file or the folder cannot be used; nothing is
     *     written then
     */
    public static RunFolder run(TuneOptions options, Device device, TuneListener listener) {
        Tuner tuner = new Tuner(options, device, listener);
        RunFolder.write(options.run(), options.overwrite(), tuner::fill);
        return RunFolder.open(options.run());
    }

    private void fill(Path folder) throws IOException {
        long start = System.nanoTime();
        String started = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        try (FeaturesFile features = FeaturesFile.open(options.features());
                Scope scope = device.openScope()) {
            TrainingImages training = TrainingImages.select(features, options.shots(), options.seed(), scope);
            EmbeddingSet test = features.test();
            RunDescription description = describe(features, training, test, started);
            RunFolder.writeJson(folder.resolve(RunFolder.DESCRIPTION), description);
            logHead(description);
            train(folder, features, training, test, scope);
        }
        log.line("Elapsed: " + TrainingLog.clock(Math.rint((System.nanoTime() - start) / NANOS)));
        Files.writeString(folder.resolve(RunFolder.LOG), log.text());
        Files.writeString(folder.resolve(RunFolder.METRICS), metrics);
        Path eventsFolder = Files.createDirectory(folder.resolve(RunFolder.EVENTS));
        String eventsFile =
                "events.out.tfevents.%d.jclip".formatted(clock.instant().getEpochSecond());
        Files.write(eventsFolder.resolve(eventsFile), events.toByteArray());
    }

    private void train(Path folder, FeaturesFile features, TrainingImages training, EmbeddingSet test, Scope scope)
            throws IOException {
        Tensor base = Embeddings.load(device, scope, features.text());
        Tensor testEmbeddings = Embeddings.loadNormalised(device, scope, test.embeddings());
        TaskResidual method = new TaskResidual(device, scope, base, options.alpha(), features.logitScale());
        Trainer trainer = new Trainer(
                device,
                scope,
                method,
                Embeddings.loadNormalised(device, scope, training.embeddings()),
                training.labels(),
                options.batchSize(),
                UpdateRule.Adam.withWeightDecay(WEIGHT_DECAY));
        long start = System.nanoTime();
        runEpochs(trainer, training.labels().length);
        double seconds = (System.nanoTime() - start) / NANOS;
        // Only now: by the time a training ends its kernels are compiled, before it they would be interpreted.
        TaskResidual untrained = new TaskResidual(device, scope, base, options.alpha(), features.logitScale());
        ConfusionMatrix zeroShot = evaluate(untrained, testEmbeddings, test);
        log.line(String.format(Locale.ROOT, "Zero-shot accuracy on the *test* set: %.2f%%", zeroShot.accuracy()));
        log.line("Finish training");
        log.line("Deploy the last-epoch model");

        log.line("Evaluate on the *test* set");
        ConfusionMatrix tuned = evaluate(method, testEmbeddings, test);
        log.result(tuned);
        events.add("test/accuracy", options.epochs(), tuned.accuracy(), now());

        Path checkpoint = folder.resolve(RunFolder.CHECKPOINT);
        Checkpoint.write(checkpoint, device, method, trainer.optimizer(), options.epochs());
        RunResult result = new RunResult(
                options.epochs(),
                trainer.optimizer().steps(),
                epochLoss,
                seconds,
                RunResult.Scores.of(zeroShot),
                RunResult.Scores.of(tuned),
                FileHash.sha256(checkpoint));
        RunFolder.writeJson(folder.resolve(RunFolder.RESULT), result);
    }

    private void runEpochs(Trainer trainer, int images) {
        double[] rates = LearningRateSchedule.cosineAfterWarmUp(options.learningRate(), options.epochs())
                .rates(options.epochs() + 1);
        TorchRandom random = new TorchRandom(options.seed());
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
            int current = epoch;
            trainer.runEpoch(random.nextEpochOrder(images), rates[epoch], (batch, loss, correct, gather, nanos) -> {
                StepReport report = new StepReport(
                        current,
                        options.epochs(),
                        batch,
                        trainer.batchCount(),
                        loss,
                        100.0 * correct / trainer.batchSize(),
                        rates[current],
                        gather / NANOS,
                        nanos / NANOS);
                record(report, rates[report.endsEpoch() ? current + 1 : current]);
            });
            metrics.append(
                    String.format(Locale.ROOT, "%d,%s,%s,%s\n", epoch + 1, epochLoss, epochAccuracy, rates[epoch]));
        }
    }

    private void record(StepReport report, double rateAfter) {
        if (!Double.isFinite(report.loss())) {
            throw new BadInputException("learning rate %s: the loss became %s in epoch %d; take a smaller one"
                    .formatted(options.learningRate(), report.loss(), report.epoch() + 1));
        }
        if (report.batch() == 0) {
            epochLoss = 0;
            epochAccuracy = 0;
        }
        epochLoss += report.loss() / report.batches();
        epochAccuracy += report.accuracy() / report.batches();
        log.step(report, rateAfter);
        double time = now();
        events.add("train/loss", report.number(), report.loss(), time);
        events.add("train/acc", report.number(), report.accuracy(), time);
        events.add("train/lr", report.number(), report.learningRate(), time);
        listener.stepped(report);
    }

    private ConfusionMatrix evaluate(TaskResidual method, Tensor embeddings, EmbeddingSet test) {
        int[] predictions = Classification.predict(device, method, embeddings);
        return ConfusionMatrix.of(test.labels(), predictions, method.classCount());
    }

    private RunDescription describe(FeaturesFile features, TrainingImages training, EmbeddingSet test, String started) {
        return new RunDescription(
                RunDescription.FORMAT,
                RunDescription.TASK_RESIDUAL,
                new RunDescription.Settings(
                        options.shots(),
                        options.alpha(),
                        options.learningRate(),
                        WEIGHT_DECAY,
                        options.epochs(),
                        options.batchSize(),
                        options.seed(),
                        "adam",
                        "constant warm-up at 1e-5 for 1 epoch, cosine"),
                new RunDescription.Features(
                        options.features().toAbsolutePath().normalize().toString(),
                        FileHash.sha256(options.features()),
                        training.source(),
                        training.labels().length,
                        test.count(),
                        features.classes().size(),
                        features.text().dim(1),
                        features.logitScale()),
                new RunDescription.Device(
                        device.name(),
                        device.description(),
                        device.computeType().name()),
                new RunDescription.Versions(
                        options.version(),
                        Runtime.version().toString(),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch")),
                started);
    }

    private void logHead(RunDescription description) {
        log.line(device.description());
        RunDescription.Features features = description.features();
        log.line("taskres: %s, %d images, %d classes, %d test images"
                .formatted(
                        features.trainingSet(), features.trainingImages(), features.classes(), features.testImages()));
        log.line("alpha %s, lr %s, %d epochs, batch size %d, seed %d"
                .formatted(
                        options.alpha(),
                        options.learningRate(),
                        options.epochs(),
                        options.batchSize(),
                        options.seed()));
    }

    private double now() {
        return clock.millis() / MILLIS;
    }
}
