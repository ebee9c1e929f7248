// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.cli.DomainPictures.Counts;
import io.github.jclip.cli.ImageClassification.Prediction;
import io.github.jclip.cli.ImageClassification.Scorer;
import io.github.jclip.clip.Clip;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.clip.world.Kind;
import io.github.jclip.clip.world.PictureFormat;
import io.github.jclip.clip.world.World;
import io.github.jclip.clip.world.WorldFolder;
import io.github.jclip.taskres.evaluation.Proportion;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.images.ImageReading;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.report.Gallery;
import io.github.jclip.taskres.report.HtmlReport;
import io.github.jclip.taskres.report.Report;
import io.github.jclip.taskres.report.RunCollection;
import io.github.jclip.taskres.report.Steps;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.sweep.AccuracyTable;
import io.github.jclip.taskres.sweep.JobFailure;
import io.github.jclip.taskres.sweep.Sweep;
import io.github.jclip.taskres.sweep.SweepFolder;
import io.github.jclip.taskres.sweep.SweepGrid;
import io.github.jclip.taskres.sweep.SweepPlan;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.io.AtomicFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The demo: zero-shot classification of drawn pictures, then a few-shot task on a domain that the model was never shown,
 * from files to a report.
 *
 * @param domain of the few-shot task
 * @param model its name, to be recorded
 */
record Demo(DemoFolder folder, Domain domain, long seed, Extent extent, String model, OutputOptions output) {
    /** Larger than a tower takes them, as photos are. */
    private static final int SIDE = 128;

    private static final String ZERO_SHOT = "zero-shot";
    private static final String TASKRES = "taskres";
    private static final int LISTED = 8;
    private static final int SHOWN = 12;

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

    /** The JSON result. */
    record Result(String out, Proportion zeroShot, AccuracyTable table, String report) {}

    void run(Clip clip, Device device) {
        draw();
        List<Prediction> predictions = classify(clip);
        Proportion right = right(predictions);
        if (!output.json()) {
            print(predictions, right);
        }
        List<RunFolder> runs = tune(clip, device);
        AccuracyTable table = AccuracyTable.of(runs.stream());
        if (!output.json()) {
            print(table);
        }
        Steps steps = DemoSteps.of(folder, domain);
        AtomicFile.write(folder.report(), page(predictions, right, compare(clip, device, runs), steps));
        if (output.json()) {
            output.json(new Result(folder.path().toString(), right, table, folder.report().toString()));
        } else {
            print(steps);
        }
    }

    private List<String> classes(Domain of) {
        return World.classes(of).stream().map(Kind::name).toList();
    }

    private DomainPictures task() {
        return new DomainPictures(domain, seed, SIDE, extent.perClass());
    }

    private void draw() {
        int pictures = extent.pictures() * World.classes(Domain.PICTURES).size();
        try (Progress progress = output.progress("drawing", pictures + task().count())) {
            new WorldFolder(new World(seed, SIDE), PictureFormat.PNG, () -> progress.advance(1))
                    .writeClasses(folder.domain(Domain.PICTURES), Domain.PICTURES, extent.pictures());
            task().write(folder.domain(domain), () -> progress.advance(1));
        }
    }

    private List<Prediction> classify(Clip clip) {
        List<Path> files = classes(Domain.PICTURES).stream()
                .flatMap(name -> IntStream.range(0, extent.pictures())
                        .mapToObj(i -> folder.domain(Domain.PICTURES).resolve(name).resolve("%04d.png".formatted(i))))
                .toList();
        return predictions(clip, files, classes(Domain.PICTURES), zeroShot(clip, Domain.PICTURES));
    }

    private Scorer zeroShot(Clip clip, Domain of) {
        return clip.zeroShot(classes(of), World.templates())::logits;
    }

    private static List<Prediction> predictions(Clip clip, List<Path> files, List<String> labels, Scorer scorer) {
        ImageReading reading = ImageReading.strict();
        try (ImageBatches batches = ImageBatches.open(
                files,
                clip.preprocessing(),
                reading.batchSize(),
                reading.threads(),
                reading.policy(),
                reading.skipped())) {
            return new ImageClassification(labels, scorer, 1).of(clip, batches, Progress.silent());
        }
    }

    /** The folder of a picture is called like its class. */
    private static String truth(Prediction prediction) {
        return Path.of(prediction.file()).getParent().getFileName().toString();
    }

    private static Proportion right(List<Prediction> predictions) {
        int correct = (int) predictions.stream()
                .filter(it -> it.best().label().equals(truth(it)))
                .count();
        return Proportion.of(correct, predictions.size());
    }

    private List<RunFolder> tune(Clip clip, Device device) {
        task().embed(folder.domain(domain), clip, model, folder.features(), output);
        SweepPlan plan = SweepPlan.of(new SweepGrid(
                List.of(folder.features()),
                List.of(ZERO_SHOT, "linear-probe", TASKRES),
                extent.shots(),
                extent.seeds(),
                List.of(Subset.ALL),
                Protocol.SEALED,
                Map.of(TASKRES, WorldTuning.TASKRES)));
        SweepFolder sweep = SweepFolder.create(folder.runs());
        try (SweepProgress progress = new SweepProgress(plan.jobs(), output)) {
            List<JobFailure> failures = Sweep.run(
                    plan.jobs(), sweep, List.of(device), Version.current().number(), progress);
            if (!failures.isEmpty()) {
                throw new IllegalStateException(failures.getFirst().reason());
            }
        }
        return Sweep.finished(plan, sweep).toList();
    }

    private String page(List<Prediction> predictions, Proportion right, List<Gallery.Picture> compared, Steps steps) {
        Gallery pictures = new Gallery(
                "Zero-shot classification",
                "Drawings whose combination of thing, colour and texture no training picture had. %s Shown is one of every few classes."
                        .formatted(words(right)),
                spread(predictions, SHOWN).stream()
                        .map(it -> new Gallery.Picture(
                                Path.of(it.file()), truth(it), List.of(guess(ZERO_SHOT, it))))
                        .toList(),
                List.of());
        Gallery shifted = new Gallery(
                "A shifted domain: " + domain.word(),
                "No training picture looked like these. Beside the zero-shot answer that of TaskRes, after %d pictures of each class. Test pictures of every few classes, not chosen by their answers."
                        .formatted(extent.shots().getLast()),
                compared,
                List.of());
        return HtmlReport.of(Report.of(RunCollection.of(folder.runs()), ZERO_SHOT)
                .framedBy("jclip demo", List.of(pictures, shifted), steps));
    }

    /** Test pictures of the few-shot task, before and after. */
    private List<Gallery.Picture> compare(Clip clip, Device device, List<RunFolder> runs) {
        RunFolder tuned = runs.stream()
                .filter(run -> run.description().method().equals(TASKRES))
                .max(Comparator.comparingInt((RunFolder run) -> run.description().shots())
                        .thenComparing(Comparator.comparingLong(
                                        (RunFolder run) -> run.description().seed())
                                .reversed()))
                .orElseThrow();
        List<String> labels = tuned.classifier().classes();
        Path test = folder.domain(domain).resolve("test");
        List<Path> files = spread(labels, SHOWN).stream()
                .map(name -> test.resolve(name).resolve("0000.png"))
                .toList();
        List<Prediction> before = predictions(clip, files, labels, clip.zeroShot(labels, World.templates())::logits);
        List<Prediction> after;
        try (Scope scope = device.openScope()) {
            after = predictions(
                    clip, files, labels, ImageClassification.tuned(tuned.classifier(), clip, device, scope));
        }
        return IntStream.range(0, files.size())
                .mapToObj(i -> new Gallery.Picture(
                        files.get(i),
                        truth(before.get(i)),
                        List.of(guess(ZERO_SHOT, before.get(i)), guess(TASKRES, after.get(i)))))
                .toList();
    }

    private static Gallery.Guess guess(String by, Prediction prediction) {
        return new Gallery.Guess(
                by, prediction.best().label(), prediction.best().probability());
    }

    /** So many of a list, at equal distances. */
    private static <T> List<T> spread(List<T> all, int count) {
        int shown = Math.min(count, all.size());
        return IntStream.range(0, shown)
                .mapToObj(i -> all.get(i * all.size() / shown))
                .toList();
    }

    private String words(Proportion right) {
        return String.format(
                Locale.ROOT,
                "%d of %d are right, %.1f %% (95 %% interval %.1f to %.1f), among %d classes.",
                right.correct(),
                right.total(),
                right.percent(),
                right.low(),
                right.high(),
                classes(Domain.PICTURES).size());
    }

    private void print(List<Prediction> predictions, Proportion right) {
        output.line("Zero-shot, on drawings of combinations that no training picture had:");
        TextTable table = new TextTable();
        spread(predictions, LISTED)
                .forEach(it -> table.row(
                        "  " + it.file(),
                        it.best().label(),
                        String.format(Locale.ROOT, "%5.1f %%", 100 * it.best().probability()),
                        it.best().label().equals(truth(it)) ? "" : "wrong"));
        table.lines().forEach(output::line);
        output.line("  … " + words(right));
        output.line("");
    }

    private void print(AccuracyTable table) {
        output.line("%s are new to it. Tuned on a few of them:"
                .formatted(domain.word().substring(0, 1).toUpperCase(Locale.ROOT) + domain.word().substring(1)));
        SweepTable.lines(table).forEach(line -> output.line("  " + line));
        output.line("");
    }

    private void print(Steps steps) {
        output.line("Report with pictures: " + folder.report());
        output.line("");
        for (Steps.Step step : steps.steps()) {
            output.line(step.words());
            step.commands().forEach(command -> output.line("  " + command));
        }
    }
}
