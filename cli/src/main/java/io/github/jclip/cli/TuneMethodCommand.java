// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.config.Configuration;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.method.EnhancedBase;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.method.TaskRes;
import io.github.jclip.taskres.run.Job;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.run.TuneOptions;
import io.github.jclip.taskres.run.Tuner;
import io.github.jclip.taskres.train.StepReport;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tune} with one method. Options that all methods share are here, those of its settings come from the method. */
@Command(mixinStandardHelpOptions = true, versionProvider = JclipCommand.VersionLines.class)
final class TuneMethodCommand implements Runnable {
    private static final Map<String, String> TITLES = Map.of(
            "zero-shot", "CLIP's own classifier of class names (Radford et al., 2021). Nothing is learned.",
            "linear-probe", "Logistic regression on the image embeddings (Radford et al., 2021).",
            "tip-adapter", "Tip-Adapter (Zhang et al., ECCV 2022): the training images as a cache.",
            "tip-adapter-f", "Tip-Adapter-F (Zhang et al., ECCV 2022): a cache whose keys are trained.",
            "clip-adapter", "CLIP-Adapter (Gao et al., 2021): a bottleneck on the image side.",
            "enhanced-base", "The text projection on a few images: the enhanced base of task residuals (CVPR 2023).",
            "taskres", "Task residual tuning (Yu et al., CVPR 2023): a residual on frozen text embeddings.");

    /** What the training computes in. */
    enum Precision {
        F32,
        F64
    }

    private final String method;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--features",
            required = true,
            paramLabel = "FILE",
            description = "Features file: embeddings of train, test and text, labels, class names.")
    private Path features;

    @Option(
            names = "--shots",
            paramLabel = "N",
            description = "Training images of each class, 0 for all (default: " + Configuration.DEFAULT_SHOTS + ").")
    private Integer shots;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the order, and of the choice, of images (default: 1).")
    private Long seed;

    @Option(
            names = "--subset",
            paramLabel = "all|base|new",
            description = "Which classes take part: all, the first half, or the rest (default: all).")
    private Subset subset;

    @Option(
            names = "--paper-protocol",
            description = "Choose hyperparameters on what the method's authors did, which may be the test set.")
    private Boolean paperProtocol;

    @Option(
            names = "--precision",
            paramLabel = "f32|f64",
            defaultValue = "F32",
            description = "f64 trains on the slow reference device, for checks (default: f32).")
    private Precision precision;

    @Option(names = "--out", required = true, paramLabel = "RUN", description = "Run folder to make.")
    private Path run;

    @Option(names = "--force", description = "Replace an earlier run in that folder.")
    private boolean force;

    @Mixin
    private ConfigurationOptions configuration;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private OutputOptions output;

    private TuneMethodCommand(String method) {
        this.method = method;
    }

    static CommandLine commandLine(String method) {
        CommandLine command = new CommandLine(new TuneMethodCommand(method));
        command.getCommandSpec().usageMessage().description(TITLES.get(method));
        SettingOptions.addTo(command.getCommandSpec(), method, Configuration.DEFAULT_SHOTS);
        return command;
    }

    @Override
    public void run() {
        Configuration settings =
                configuration.of(method, features, given());
        settings.notices().forEach(output::log);
        if (configuration.print()) {
            configuration.show(method, settings, output);
            return;
        }
        TuneOptions options =
                new TuneOptions(job(settings), run, force, Version.current().number());
        LossCurve losses = new LossCurve();
        try (Device opened = precision == Precision.F64 ? new ReferenceDevice() : device.open(output);
                Progress progress = output.progress("tune", Math.max(1, settings.method().plannedEpochs()))) {
            RunFolder folder = Tuner.run(options, opened, losses.countingEpochs(progress));
            RunSummary.of(folder, losses.means()).print(output);
        }
    }

    private Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>(
                SettingOptions.given(spec.commandLine().getParseResult(), method, Configuration.DEFAULT_SHOTS));
        given.put("shots", shots);
        given.put("seed", seed);
        given.put("subset", subset);
        given.put("protocol", paperProtocol == null ? null : paperProtocol ? Protocol.PAPER : Protocol.SEALED);
        return given;
    }

    private Job job(Configuration settings) {
        Job job = new Job(
                        features,
                        settings.method(),
                        settings.shots(),
                        settings.seed(),
                        settings.subset(),
                        settings.protocol())
                .configuredBy(settings.values());
        if (settings.base().isEmpty()) {
            return job;
        }
        if (!(settings.method() instanceof TaskRes || settings.method() instanceof EnhancedBase)) {
            throw new BadInputException("base: goes with taskres and enhanced-base, not with " + method);
        }
        return job.withBase(ClassifierFiles.projection(settings.base().get()));
    }

    /** The mean loss of each epoch. */
    private static final class LossCurve {
        private final List<Double> means = new ArrayList<>();
        private double sum;

        List<Double> means() {
            return means;
        }

        FitListener countingEpochs(Progress progress) {
            return new FitListener() {
                @Override
                public void stepped(StepReport step) {
                    sum += step.loss();
                    if (step.endsEpoch()) {
                        means.add(sum / step.batches());
                        sum = 0;
                        progress.advance(1);
                    }
                }
            };
        }
    }
}
