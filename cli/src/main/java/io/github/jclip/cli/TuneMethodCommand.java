// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.run.Job;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.run.TuneOptions;
import io.github.jclip.taskres.run.Tuner;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import java.nio.file.Path;
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
            "taskres", "Task residual tuning (Yu et al., CVPR 2023): a residual on frozen text embeddings.");
    private static final int DEFAULT_SHOTS = 16;

    /** What the training computes in. */
    enum Precision {
        F32,
        F64
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
            defaultValue = "" + DEFAULT_SHOTS,
            description = "Training images of each class, 0 for all (default: ${DEFAULT-VALUE}).")
    private int shots;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the choice, the order and the views of images (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--subset",
            paramLabel = "all|base|new",
            defaultValue = "ALL",
            description = "Which classes take part: all, the first half, or the rest (default: all).")
    private Subset subset;

    @Option(
            names = "--paper-protocol",
            description = "Choose hyperparameters on what the method's authors did, which may be the test set.")
    private boolean paperProtocol;

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
        SettingOptions.addTo(command.getCommandSpec(), method, DEFAULT_SHOTS);
        return command;
    }

    @Override
    public void run() {
        Optional<Sampling> listed = Optional.ofNullable(sample).map(Sampling::read);
        listed.ifPresent(this::adopt);
        Map<String, String> given = SettingOptions.given(spec.commandLine().getParseResult(), method, shots);
        Method configured = Methods.with(Methods.named(method, shots), given, "tune " + method);
        Tuner.requirePossible(run, force, resume.resumption());
        if (input.images() == null) {
            tuneOnFeatures(configured);
        } else {
            tuneOnImages(configured, listed);
        }
    }

    /** A list says of itself how it was drawn; an option may repeat it, and the seed may order the images otherwise. */
    private void adopt(Sampling list) {
        CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
        if (parsed.hasMatchedOption("--shots") && shots != list.shots()) {
            throw new BadInputException("--shots %d: %s is a list of %d".formatted(shots, sample, list.shots()));
        }
        if (parsed.hasMatchedOption("--subset") && subset != list.subset()) {
            throw new BadInputException("--subset %s: %s is a list of %s".formatted(subset, sample, list.subset()));
        }
        shots = list.shots();
        subset = list.subset();
        if (!parsed.hasMatchedOption("--seed")) {
            seed = list.seed();
        }
    }

    private void tuneOnFeatures(Method configured) {
        try (Device opened = trainingDevice();
                TrainingProgress progress = new TrainingProgress(output, false)) {
            print(Tuner.run(options(input.features(), configured), opened, progress));
        }
    }

    private void tuneOnImages(Method configured, Optional<Sampling> listed) {
        TuningImages images = input.images();
        Path features = images.prepare(configured, listed, shots, seed, output);
        try (Device towers = device.open(output);
                Device opened = precision == Precision.F64 ? new ReferenceDevice() : towers;
                Clip clip = Clip.open(images.model(), towers)) {
            images.embed(clip, features, output);
            try (FeaturesFile file = FeaturesFile.open(features)) {
                images.attachViews(clip, file, configured);
                boolean embeds = images.embedsWhileTraining(configured);
                RunFolder folder;
                try (TrainingProgress progress = new TrainingProgress(output, embeds)) {
                    folder = Tuner.run(options(features, configured), file, opened, progress);
                }
                print(folder);
            }
        }
    }

    private Device trainingDevice() {
        return precision == Precision.F64 ? new ReferenceDevice() : device.open(output);
    }

    private TuneOptions options(Path features, Method configured) {
        Protocol protocol = paperProtocol ? Protocol.PAPER : Protocol.SEALED;
        return new TuneOptions(
                new Job(features, configured, shots, seed, subset, protocol, Optional.ofNullable(sample)),
                run,
                force,
                resume.resumption(),
                resume.interval(),
                Version.current().number());
    }

    private void print(RunFolder folder) {
        RunSummary.of(folder, folder.lossCurve()).print(output);
    }
}
