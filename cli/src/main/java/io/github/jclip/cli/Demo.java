// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.cli.DomainPictures.Counts;
import io.github.jclip.cli.ImageClassification.Prediction;
import io.github.jclip.cli.ImageClassification.Score;
import io.github.jclip.cli.ImageClassification.Scorer;
import io.github.jclip.clip.Clip;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.clip.world.Kind;
import io.github.jclip.clip.world.PictureFormat;
import io.github.jclip.clip.world.World;
import io.github.jclip.clip.world.WorldFolder;
import io.github.jclip.taskres.classifier.StoredClassifier;
import io.github.jclip.taskres.evaluation.Proportion;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.images.ImageReading;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.sweep.JobFailure;
import io.github.jclip.taskres.sweep.Sweep;
import io.github.jclip.taskres.sweep.SweepFolder;
import io.github.jclip.taskres.sweep.SweepGrid;
import io.github.jclip.taskres.sweep.SweepPlan;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The work of the demo, step by step: pictures in files, zero-shot classification of some, and a few-shot task on a domain
 * that the model was never shown.
 *
 * @param domain of the few-shot task
 * @param seed of the pictures
 * @param model its name, to be recorded
 */
record Demo(DemoFolder folder, Domain domain, long seed, Extent extent, String model, OutputOptions output) {
    static final String ZERO_SHOT = "zero-shot";
    static final String TASKRES = "taskres";
    private static final String LINEAR_PROBE = "linear-probe";

    /** Larger than a tower takes them, as photos are. */
    private static final int SIDE = 128;

    private static final String FIRST = "0000.png";

    /**
     * How much is drawn and tuned.
     *
     * @param pictures of each class that are classified
     * @param perClass pictures of the few-shot task
     */
    record Extent(int pictures, Counts perClass, List<Integer> shots, List<Long> seeds) {
        static final Extent FULL = new Extent(2, new Counts(24, 4, 12), WorldTuning.SHOTS, List.of(1L, 2L, 3L));
        static final Extent QUICK = new Extent(1, new Counts(4, 1, 2), List.of(1, 4), List.of(1L));
    }

    /** A picture of a class and what is said of it. */
    record Answer(Path file, String label, Score score) {
        static Answer of(Prediction prediction) {
            Path file = Path.of(prediction.file());
            return new Answer(file, className(file), prediction.labels().getFirst());
        }

        boolean isRight() {
            return score.label().equals(label);
        }

        static Proportion right(List<Answer> answers) {
            return Proportion.of((int) answers.stream().filter(Answer::isRight).count(), answers.size());
        }

        /** The folder of a picture is called like its class. */
        private static String className(Path file) {
            return file.getParent().getFileName().toString();
        }
    }

    /** What is said of some test pictures before and after the tuning. */
    record Comparison(List<Answer> before, List<Answer> after) {}

    private static List<String> classes(Domain of) {
        return World.classes(of).stream().map(Kind::name).toList();
    }

    private DomainPictures task() {
        return new DomainPictures(domain, seed, SIDE, extent.perClass());
    }

    /** Draws all pictures. */
    void draw() {
        int pictures = extent.pictures() * World.classes(Domain.PICTURES).size();
        try (Progress progress = output.progress("drawing", pictures + task().count())) {
            new WorldFolder(task().testWorld(), PictureFormat.PNG, () -> progress.advance(1))
                    .writeClasses(folder.domain(Domain.PICTURES), Domain.PICTURES, extent.pictures());
            task().write(folder.domain(domain), () -> progress.advance(1));
        }
    }

    /** Classifies pictures like those of the training, class by class. */
    List<Answer> classify(Clip clip) {
        List<String> labels = classes(Domain.PICTURES);
        List<Path> files = labels.stream()
                .map(folder.domain(Domain.PICTURES)::resolve)
                .flatMap(own -> IntStream.range(0, extent.pictures())
                        .mapToObj("%04d.png"::formatted)
                        .map(own::resolve))
                .toList();
        return answers(clip, files, labels, clip.zeroShot(labels, World.templates())::logits);
    }

    private static List<Answer> answers(Clip clip, List<Path> files, List<String> labels, Scorer scorer) {
        ImageReading reading = ImageReading.strict();
        try (ImageBatches batches = ImageBatches.open(
                files,
                clip.preprocessing(),
                reading.batchSize(),
                reading.threads(),
                reading.policy(),
                reading.skipped())) {
            return new ImageClassification(labels, scorer, 1)
                    .of(clip, batches, Progress.silent()).stream()
                            .map(Answer::of)
                            .toList();
        }
    }

    /**
     * Embeds the pictures of the shifted domain and tunes on them.
     *
     * @param devices one for each run that may go on at a time
     */
    List<RunFolder> tune(Clip clip, List<Device> devices) {
        task().embed(folder.domain(domain), clip, model, folder.features(), output);
        SweepPlan plan = SweepPlan.of(new SweepGrid(
                List.of(folder.features()),
                List.of(ZERO_SHOT, LINEAR_PROBE, TASKRES),
                extent.shots(),
                extent.seeds(),
                List.of(Subset.ALL),
                Protocol.SEALED,
                Map.of(TASKRES, WorldTuning.TASKRES, LINEAR_PROBE, WorldTuning.LINEAR_PROBE)));
        SweepFolder sweep = SweepFolder.create(folder.runs());
        try (SweepProgress progress = new SweepProgress(plan.jobs(), output)) {
            List<JobFailure> failures =
                    Sweep.run(plan.jobs(), sweep, devices, Version.current().number(), progress);
            if (!failures.isEmpty()) {
                throw new IllegalStateException(failures.getFirst().reason());
            }
        }
        return Sweep.finished(plan, sweep).toList();
    }

    /** Classifies a test picture of some classes without tuning, and with the TaskRes of most shots. */
    Comparison compare(Clip clip, Device device, List<RunFolder> runs, int count) {
        StoredClassifier tuned = runs.stream()
                .filter(run -> run.description().method().equals(TASKRES)
                        && run.description().seed() == extent.seeds().getFirst())
                .max(Comparator.comparingInt(run -> run.description().shots()))
                .orElseThrow()
                .classifier();
        List<String> labels = tuned.classes();
        Path test = folder.domain(domain).resolve("test");
        List<Path> files = spread(labels, count).stream()
                .map(name -> test.resolve(name).resolve(FIRST))
                .toList();
        try (Scope scope = device.openScope()) {
            return new Comparison(
                    answers(clip, files, labels, clip.zeroShot(labels, World.templates())::logits),
                    answers(clip, files, labels, ImageClassification.tuned(tuned, clip, device, scope)));
        }
    }

    /** So many of a list, at equal distances. */
    static <T> List<T> spread(List<T> all, int count) {
        int shown = Math.min(count, all.size());
        return IntStream.range(0, shown)
                .mapToObj(i -> all.get(i * all.size() / shown))
                .toList();
    }
}
