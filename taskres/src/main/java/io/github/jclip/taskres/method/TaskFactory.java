// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.data.Sample;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.fewshot.ClassSubset;
import io.github.jclip.taskres.fewshot.FewShotSampler;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes tasks from a features file as CoOp and Dassl do: one stream of Python's {@code random}, seeded with the seed,
 * draws the shots from {@code train} and then as many, but at most {@value FewShotSampler#MAX_VALIDATION_SHOTS}, from
 * {@code val}. A training set of exactly that many shots in the file wins over drawing.
 */
public final class TaskFactory {
    /** Shots that stand for the full training set. */
    public static final int ALL_SHOTS = 0;

    private final FeaturesFile features;
    private final int shots;
    private final long seed;
    private final Scope scope;
    private final List<String> notes = new ArrayList<>();
    private final FewShotTask task;
    private final ClassSubset subset;

    private TaskFactory(
            FeaturesFile features, Optional<Path> sampling, int shots, long seed, Subset classes, Scope scope) {
        this.features = features;
        this.shots = shots;
        this.seed = seed;
        this.scope = scope;
        Images images = sampling.map(this::listed).orElseGet(this::drawn);
        EmbeddingSet train = images.train();
        Optional<EmbeddingSet> validation = images.validation();
        List<Integer> labels = Arrays.stream(train.labels()).boxed().toList();
        // A list is of a subset already.
        subset = (sampling.isPresent() ? Subset.ALL : classes).of(labels);
        task = new FewShotTask(
                subset.labels().stream().map(features.classes()::get).toList(),
                restrict(features.text(), 0),
                features.templates().map(templates -> restrict(templates, 1)),
                restrict(train),
                validation.map(this::restrict),
                features.logitScale(),
                shots,
                seed);
    }

    /** What the images of a task are, with the labels of the file. */
    private record Images(EmbeddingSet train, Optional<EmbeddingSet> validation) {}

    private Images drawn() {
        FewShotSampler sampler = new FewShotSampler(new PythonRandom(seed), false);
        EmbeddingSet train = training(sampler);
        requireEveryClass(train);
        return new Images(train, validation(sampler));
    }

    /** The images of a sampling, found in the file by their paths. */
    private Images listed(Path file) {
        Sampling sampling = Sampling.read(file);
        if (sampling.shots() != shots) {
            throw new BadInputException(
                    Excerpt.line("%s: is a sampling of %d shots, not %d".formatted(file, sampling.shots(), shots)));
        }
        String name = String.valueOf(file.getFileName());
        notes.add("images of the sampling %s, SHA-256 %s".formatted(name, FileHash.sha256(file)));
        EmbeddingSet train = listed(
                features.hasFullTrainingSet() ? features.fullTrainingSet() : features.shotSetOf(shots),
                sampling.splits().train(),
                "the training images of " + name);
        Optional<EmbeddingSet> stored =
                features.validation().filter(_ -> !sampling.splits().val().isEmpty());
        if (stored.isEmpty()) {
            notes.add("no images to choose on: defaults stay");
        }
        return new Images(
                train, stored.map(set -> listed(set, sampling.splits().val(), "the validation images of " + name)));
    }

    private EmbeddingSet listed(EmbeddingSet set, List<Sample> samples, String name) {
        List<String> paths = features.filesOf(set)
                .orElseThrow(
                        () -> bad("does not say which images '%s' was made from; make it with 'jclip encode --dataset'"
                                .formatted(set.name())));
        int[] rows = Sampling.positions(features.path().toString(), paths, samples);
        int[] stored = set.labels();
        int[] labels = Arrays.stream(rows).map(row -> stored[row]).toArray();
        for (int i = 0; i < labels.length; i++) {
            String own = features.classes().get(labels[i]);
            if (!own.equals(samples.get(i).className())) {
                throw bad("%s is of class %s here and of %s in the sampling; take both of one data set"
                        .formatted(
                                samples.get(i).path(),
                                Excerpt.quote(own),
                                Excerpt.quote(samples.get(i).className())));
            }
        }
        return set.rows(name, Arrays.stream(rows).boxed().toList(), labels, scope);
    }

    /**
     * Makes a task.
     *
     * @param sampling a file that says which images to train and choose on; the seed draws none then
     * @param shots training images of each class, or {@link #ALL_SHOTS}
     * @param scope owner of what is drawn, of host memory; the rest is valid while the file is open
     * @throws BadInputException if the file has no such training set or a class has no training image
     */
    public static TaskFactory prepare(
            FeaturesFile features, Optional<Path> sampling, int shots, long seed, Subset subset, Scope scope) {
        return new TaskFactory(features, sampling, shots, seed, subset, scope);
    }

    public FewShotTask task() {
        return task;
    }

    /** What the user should know of the task, a line each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** The test set, of the task's classes alone, with their labels. */
    public EmbeddingSet test() {
        return restrict(features.test());
    }

    private EmbeddingSet training(FewShotSampler sampler) {
        if (shots == ALL_SHOTS) {
            return features.fullTrainingSet();
        }
        if (features.hasShotSet(shots) || !features.hasFullTrainingSet()) {
            return features.shotSetOf(shots);
        }
        EmbeddingSet full = features.fullTrainingSet();
        noteSmallClasses(full);
        return drawn(full, sampler, shots);
    }

    private EmbeddingSet drawn(EmbeddingSet full, FewShotSampler sampler, int perClass) {
        int[] labels = full.labels();
        List<Integer> rows =
                sampler.sample(IntStream.range(0, labels.length).boxed().toList(), row -> labels[row], perClass);
        String source = "%d shots drawn from %s with seed %d".formatted(perClass, full.name(), seed);
        return full.rows(
                source, rows, rows.stream().mapToInt(row -> labels[row]).toArray(), scope);
    }

    private Optional<EmbeddingSet> validation(FewShotSampler sampler) {
        Optional<EmbeddingSet> stored = features.validation();
        if (stored.isEmpty()) {
            notes.add("no val split in the features file: nothing is chosen on validation, defaults stay");
            return stored;
        }
        if (shots == ALL_SHOTS) {
            return stored;
        }
        return Optional.of(drawn(stored.get(), sampler, Math.min(shots, FewShotSampler.MAX_VALIDATION_SHOTS)));
    }

    private void noteSmallClasses(EmbeddingSet full) {
        int[] counts = counts(full);
        int largest = Arrays.stream(counts).max().orElse(0);
        if (largest < shots) {
            throw bad("shots %d: no class has that many images in '%s', the largest has %d; give 0 for all"
                    .formatted(shots, full.name(), largest));
        }
        int small = (int) Arrays.stream(counts).filter(count -> count < shots).count();
        if (small > 0) {
            int smallest = IntStream.range(0, counts.length)
                    .reduce((a, b) -> counts[b] < counts[a] ? b : a)
                    .orElseThrow();
            notes.add(Excerpt.line(
                    "%d of %d classes have fewer than %d images in '%s', the fewest '%s' with %d: all are used"
                            .formatted(
                                    small,
                                    counts.length,
                                    shots,
                                    full.name(),
                                    features.classes().get(smallest),
                                    counts[smallest])));
        }
    }

    private void requireEveryClass(EmbeddingSet train) {
        int[] counts = counts(train);
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] == 0) {
                throw bad("class %d '%s' has no image in '%s'; each class needs at least one"
                        .formatted(k, features.classes().get(k), train.name()));
            }
        }
    }

    private int[] counts(EmbeddingSet set) {
        int[] counts = new int[features.classes().size()];
        for (int label : set.labels()) {
            counts[label]++;
        }
        return counts;
    }

    private boolean everyClassStays() {
        return subset.labels().size() == features.classes().size();
    }

    private EmbeddingSet restrict(EmbeddingSet set) {
        if (everyClassStays()) {
            return set;
        }
        int[] labels = set.labels();
        List<Integer> kept = keptRows(labels);
        if (kept.isEmpty()) {
            throw bad("'%s' has no image of the chosen classes".formatted(set.name()));
        }
        int[] newLabels = newLabels();
        return set.rows(
                set.name(),
                kept,
                kept.stream().mapToInt(row -> newLabels[labels[row]]).toArray(),
                scope);
    }

    private List<Integer> keptRows(int[] labels) {
        int[] newLabels = newLabels();
        return IntStream.range(0, labels.length)
                .filter(row -> newLabels[labels[row]] >= 0)
                .boxed()
                .toList();
    }

    private int[] newLabels() {
        int[] newLabels = new int[features.classes().size()];
        Arrays.setAll(newLabels, label -> subset.relabel(label).orElse(-1));
        return newLabels;
    }

    private Tensor restrict(Tensor text, int dimension) {
        if (everyClassStays()) {
            return text;
        }
        int[] dims = text.shape().toArray();
        dims[dimension] = subset.labels().size();
        Tensor kept = scope.allocate(text.dtype(), dims);
        for (int i = 0; i < subset.labels().size(); i++) {
            kept.select(dimension, i)
                    .copyFrom(text.select(dimension, subset.labels().get(i)));
        }
        return kept;
    }

    private BadInputException bad(String what) {
        return new BadInputException(Excerpt.line(features.path() + ": " + what));
    }
}
