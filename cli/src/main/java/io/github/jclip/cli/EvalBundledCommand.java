// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.cli.BundledScores.DomainScores;
import io.github.jclip.cli.BundledScores.Retrieval;
import io.github.jclip.cli.BundledScores.Tuned;
import io.github.jclip.cli.DomainPictures.Counts;
import io.github.jclip.clip.Clip;
import io.github.jclip.clip.pretrain.WorldEvaluation;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.clip.world.World;
import io.github.jclip.taskres.evaluation.Proportion;
import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.run.Experiment;
import io.github.jclip.taskres.run.Job;
import io.github.jclip.taskres.run.RunRecord;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "eval-bundled",
        description = {
            "Measure the model that jclip brings, on pictures drawn for it: zero-shot classification, retrieval,"
                    + " shifted domains, and what TaskRes makes of these.",
            "Pictures come from seeds that no training has seen; those of the training's own domain show compositions"
                    + " that no training picture has. Settings are fixed, and each test set is opened after the training."
        })
final class EvalBundledCommand implements Runnable {
    private static final int GALLERY = 100;

    /** How much is drawn and tuned. */
    private record Extent(int galleries, Counts perClass, List<Long> seeds) {
        static final Extent FULL = new Extent(10, new Counts(32, 4, 20), List.of(1L, 2L, 3L));
        static final Extent QUICK = new Extent(1, new Counts(16, 1, 2), List.of(1L));
    }

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Other seeds draw other pictures (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--set",
            paramLabel = "taskres.KEY=VALUE",
            description = "A setting of TaskRes, instead of those that were fixed for this world; may be repeated.")
    private List<String> changes = List.of();

    @Option(names = "--quick", description = "Few pictures and one seed of the tunings: numbers are rough.")
    private boolean quick;

    private Map<String, String> settings;

    @Mixin
    private ModelOptions model;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private TrainingPrecisionOptions precision;

    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        Extent extent = quick ? Extent.QUICK : Extent.FULL;
        settings = settings();
        try (Device opened = device.open(precision.precision(), output);
                Clip clip = model.open(opened, output);
                TemporaryFolder temporary = TemporaryFolder.create()) {
            Retrieval retrieval = retrieval(clip, extent.galleries());
            List<DomainScores> domains = new ArrayList<>();
            for (Domain domain : Domain.values()) {
                domains.add(scores(domain, clip, opened, extent, temporary.path()));
            }
            print(new BundledScores(model.name(), seed, World.templates(), settings, GALLERY, retrieval, domains));
        }
    }

    private Map<String, String> settings() {
        Map<String, Map<String, String>> given = SettingChanges.parse(changes);
        given.keySet().stream()
                .filter(method -> !method.equals(WorldTuning.METHOD))
                .findFirst()
                .ifPresent(method -> {
                    throw new BadInputException(
                            Excerpt.line("--set %s.…: only taskres is tuned here".formatted(method)));
                });
        Map<String, String> all = new TreeMap<>(WorldTuning.TASKRES);
        all.putAll(given.getOrDefault(WorldTuning.METHOD, Map.of()));
        WorldTuning.taskres(1, all);
        return all;
    }

    private void print(BundledScores scores) {
        if (output.json()) {
            output.json(scores);
        } else {
            scores.lines().forEach(output::line);
        }
    }

    private Retrieval retrieval(Clip clip, int galleries) {
        WorldEvaluation drawn = new WorldEvaluation(seed, clip.config().imageResolution());
        var found = drawn.retrieval(clip, galleries);
        return new Retrieval(
                of(found.imageToText(), galleries * GALLERY), of(found.textToImage(), galleries * GALLERY));
    }

    private static Proportion of(double percent, int total) {
        return Proportion.of((int) Math.round(percent * total / 100), total);
    }

    private DomainScores scores(Domain domain, Clip clip, Device opened, Extent extent, Path temporary) {
        DomainPictures pictures = new DomainPictures(domain, seed, clip.config().imageResolution(), extent.perClass());
        Path folder = temporary.resolve(Arguments.domainName(domain));
        Path features = temporary.resolve(Arguments.domainName(domain) + ".safetensors");
        try (Progress progress = output.progress("drawing " + domain.word(), pictures.count())) {
            pictures.write(folder, () -> progress.advance(1));
        }
        pictures.embed(folder, clip, model.name(), features, output);
        TemporaryFolder.deleteTree(folder);
        return tuned(domain, features, opened, extent);
    }

    private DomainScores tuned(Domain domain, Path features, Device opened, Extent extent) {
        List<Tuned> tuned = new ArrayList<>();
        Scores zeroShot = null;
        int jobs = WorldTuning.SHOTS.size() * extent.seeds().size();
        try (Progress progress = output.progress("tuning on " + domain.word(), jobs)) {
            for (int shots : WorldTuning.SHOTS) {
                List<Integer> correct = new ArrayList<>();
                for (long each : extent.seeds()) {
                    RunRecord run = run(features, shots, each, opened);
                    zeroShot = run.result().zeroShot();
                    correct.add(run.result().tuned().correct());
                    progress.advance(1);
                }
                tuned.add(Tuned.of(shots, correct, zeroShot.total()));
            }
        }
        return new DomainScores(
                domain.word(), zeroShot.classCount(), Proportion.of(zeroShot.correct(), zeroShot.total()), tuned);
    }

    private RunRecord run(Path features, int shots, long seed, Device opened) {
        Job job = new Job(features, WorldTuning.taskres(shots, settings), shots, seed, Subset.ALL, Protocol.SEALED);
        return Experiment.run(job, Version.current().number(), opened, FitListener.SILENT);
    }
}
