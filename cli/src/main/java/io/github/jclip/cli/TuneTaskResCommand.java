// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.run.StepReport;
import io.github.jclip.taskres.run.TuneListener;
import io.github.jclip.taskres.run.TuneOptions;
import io.github.jclip.taskres.run.Tuner;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "taskres",
        description = {
            "Task residual tuning (Yu et al., CVPR 2023) on a features file.",
            "The base classifier of text embeddings stays frozen; a residual is added to it and learned."
        })
final class TuneTaskResCommand implements Runnable {
    /** What the training computes in. */
    enum Precision {
        F32,
        F64
    }

    @Option(
            names = "--features",
            required = true,
            paramLabel = "FILE",
            description = "Features file: embeddings of train, test and text, labels, class names.")
    private Path features;

    @Option(
            names = "--shots",
            paramLabel = "N",
            defaultValue = "16",
            description = "Training images of each class, 0 for all (default: ${DEFAULT-VALUE}).")
    private int shots;

    @Option(names = "--alpha", defaultValue = "0.5", description = "Scale of the residual (default: ${DEFAULT-VALUE}).")
    private double alpha;

    @Option(names = "--lr", defaultValue = "2e-3", description = "Learning rate (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Passes over the training images (default: 100 for up to 4 shots, else 200).")
    private Integer epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "256",
            description = "Images of a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the order, and of the choice, of images (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--precision",
            paramLabel = "f32|f64",
            defaultValue = "F32",
            description = "f64 trains on the slow reference device, for checks (default: f32).")
    private Precision precision;

    @Option(names = "--out", required = true, paramLabel = "RUN", description = "Run folder to make.")
    private Path run;

    @Option(names = "--overwrite", description = "Replace an earlier run in that folder.")
    private boolean overwrite;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        TuneOptions options = new TuneOptions(
                features,
                run,
                overwrite,
                shots,
                alpha,
                learningRate,
                epochs == null ? TuneOptions.defaultEpochs(shots) : epochs,
                batchSize,
                seed,
                Version.current().number());
        LossCurve losses = new LossCurve();
        try (Device opened = precision == Precision.F64 ? new ReferenceDevice() : device.open(output);
                Progress progress = output.progress("tune", options.epochs())) {
            RunFolder folder = Tuner.run(options, opened, losses.countingEpochs(progress));
            RunSummary.of(folder, losses.means()).print(output);
        }
    }

    /** The mean loss of each epoch. */
    private static final class LossCurve {
        private final List<Double> means = new ArrayList<>();
        private double sum;

        List<Double> means() {
            return means;
        }

        TuneListener countingEpochs(Progress progress) {
            return new TuneListener() {
                @Override
                public void stepped(StepReport step) {
                    sum += step.loss();
                    if (step.batch() == step.batches() - 1) {
                        means.add(sum / step.batches());
                        sum = 0;
                        progress.advance(1);
                    }
                }
            };
        }
    }
}
