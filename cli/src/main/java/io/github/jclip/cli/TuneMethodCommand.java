// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.taskres.config.Configuration;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.EnhancedBase;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.method.TaskRes;
import io.github.jclip.taskres.run.Job;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.run.TuneOptions;
import io.github.jclip.taskres.run.Tuner;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.ReferenceDevice;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
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
    enum TuningPrecision {
        F32(Precision.F32),
        TF32(Precision.TF32),
        F16(Precision.F16),
        BF16(Precision.BF16),
        /** On the reference device. */
        F64(Precision.F32);

        private final Precision ofTowers;

        TuningPrecision(Precision ofTowers) {
            this.ofTowers = ofTowers;
        }
    }

    private final String method;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private TuningInput input;

    @Option(
            names = "--sample",
            paramLabel = "FILE",
            description =
                    "Train and choose on the images of this list, which 'jclip data sample' has made; shots, seed "
                            + "and subset are those of the list then.")
    private Path sample;

    @Option(
            names = "--shots",
            paramLabel = "N",
            description = "Training images of each class, 0 for all (default: " + Configuration.DEFAULT_SHOTS + ").")
    private Integer shots;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the choice, the order and the views of images (default: 1).")
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
            paramLabel = "f32|tf32|f64",
            defaultValue = "F32",
            description =
                    "What the device trains in; tf32 needs a GPU, f64 trains on the slow reference device, for checks"
                            + " (default: f32).")
    private TuningPrecision precision;

    @Option(names = "--out", required = true, paramLabel = "RUN", description = "Run folder to make.")
    private Path run;

    @Option(names = "--force", description = "Replace an earlier run in that folder.")
    private boolean force;

    @Mixin
    private ConfigurationOptions configuration;

    @Mixin
    private ResumeOptions resume;

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
        Optional<Sampling> listed = Optional.ofNullable(sample).map(Sampling::read);
        Configuration settings = configuration.of(
                method, data(), given(), listed.map(this::adopted).orElse(Map.of()));
        settings.notices().forEach(output::log);
        if (configuration.print()) {
            configuration.show(method, settings, output);
            return;
        }
        TrainingPrecisionOptions.forTraining(precision.ofTowers);
        Tuner.requirePossible(run, force, resume.resumption());
        if (input.images() == null) {
            tuneOnFeatures(settings);
        } else {
            tuneOnImages(settings, listed);
        }
    }

    private Configuration.Data data() {
        if (input.images() != null) {
            return input.images().data(output);
        }
        try (FeaturesFile file = FeaturesFile.open(input.features())) {
            return new Configuration.Data(file.dataSet(), file.metadata("backbone"));
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

    /** A list says of itself how it was drawn; an option may repeat it, and the seed may order the images otherwise. */
    private Map<String, String> adopted(Sampling list) {
        if (shots != null && shots != list.shots()) {
            throw new BadInputException("--shots %d: %s is a list of %d".formatted(shots, sample, list.shots()));
        }
        if (subset != null && subset != list.subset()) {
            throw new BadInputException("--subset %s: %s is a list of %s".formatted(subset, sample, list.subset()));
        }
        Map<String, String> adopted = new LinkedHashMap<>();
        adopted.put("shots", Integer.toString(list.shots()));
        adopted.put("subset", list.subset().name());
        if (seed == null) {
            adopted.put("seed", Long.toString(list.seed()));
        }
        return adopted;
    }

    private void tuneOnFeatures(Configuration settings) {
        TuneOptions options = options(input.features(), settings);
        try (Device opened = trainingDevice();
                TrainingProgress progress = new TrainingProgress(output, false)) {
            print(Tuner.run(options, opened, progress));
        }
    }

    private void tuneOnImages(Configuration settings, Optional<Sampling> listed) {
        TuningImages images = input.images();
        Method configured = settings.method();
        Path features =
                images.prepare(configured, listed, settings.shots(), settings.seed(), precision.ofTowers, output);
        TuneOptions options = options(features, settings);
        try (Device towers = device.open(precision.ofTowers, output);
                Device opened = precision == TuningPrecision.F64 ? new ReferenceDevice() : towers;
                Clip clip = images.open(towers, output)) {
            images.embed(clip, features, output);
            try (FeaturesFile file = FeaturesFile.open(features)) {
                images.attachViews(clip, file, configured);
                boolean embeds = images.embedsWhileTraining(configured);
                RunFolder folder;
                try (TrainingProgress progress = new TrainingProgress(output, embeds)) {
                    folder = Tuner.run(options, file, opened, progress);
                }
                print(folder);
            }
        }
    }

    private Device trainingDevice() {
        return precision == TuningPrecision.F64 ? new ReferenceDevice() : device.open(precision.ofTowers, output);
    }

    private TuneOptions options(Path features, Configuration settings) {
        return new TuneOptions(
                job(features, settings),
                run,
                force,
                resume.resumption(),
                resume.interval(),
                Version.current().number());
    }

    private Job job(Path features, Configuration settings) {
        Method configured = settings.method();
        Job job = new Job(
                        features, configured, settings.shots(), settings.seed(), settings.subset(), settings.protocol())
                .configuredBy(settings.values());
        Job onImages = sample == null ? job : job.sampledBy(sample);
        if (settings.base().isEmpty()) {
            return onImages;
        }
        if (!(configured instanceof TaskRes || configured instanceof EnhancedBase)) {
            throw new BadInputException("base: goes with taskres and enhanced-base, not with " + method);
        }
        return onImages.withBase(ClassifierFiles.projection(settings.base().get()));
    }

    private void print(RunFolder folder) {
        RunSummary.of(folder, folder.lossCurve()).print(output);
    }
}
