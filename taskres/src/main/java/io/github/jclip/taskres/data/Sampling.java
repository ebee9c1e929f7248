// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.taskres.fewshot.ClassSubset;
import io.github.jclip.taskres.fewshot.FewShotSampler;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * The images that a few-shot experiment is allowed to see: some of each class for training and for validation, and the
 * whole test split, of all classes or of half of them. Drawn as Dassl draws, and kept in a JSON file that is also a
 * split file, so that the original code reads it as well.
 *
 * @param dataset name of the data set
 * @param shots training images of each class, 0 for all
 * @param seed of the stream that drew them
 * @param subset which classes
 * @param splits the samples, labels counted within the subset
 */
public record Sampling(String dataset, int shots, long seed, Subset subset, Splits splits) {

    /** The few-shot training and validation samples of all classes, before a subset is taken. */
    public record Drawn(List<Sample> train, List<Sample> val) {}

    /**
     * Draws from train, then from val, of which there are at most four of each class. ImageNet's val is its test split
     * and is kept whole.
     *
     * @param random at its beginning, or behind the division of the data set, as the original has it
     * @param notices told of classes with fewer images than shots, which are taken whole
     */
    public static Drawn draw(Dataset dataset, int shots, PythonRandom random, Consumer<String> notices) {
        FewShotSampler sampler = new FewShotSampler(random, false);
        List<Sample> train = sampler.sample(dataset.train(), Sample::label, shots);
        noticeSmallClasses(dataset, shots, notices);
        if (dataset.val().equals(dataset.test())) {
            return new Drawn(train, dataset.val());
        }
        int valShots = Math.min(shots, FewShotSampler.MAX_VALIDATION_SHOTS);
        return new Drawn(train, sampler.sample(dataset.val(), Sample::label, valShots));
    }

    /**
     * Makes a sampling of what was drawn.
     *
     * @throws BadInputException if the subset has no class
     */
    public static Sampling of(Dataset dataset, int shots, long seed, Subset subset, Drawn drawn) {
        Splits all = new Splits(drawn.train(), drawn.val(), dataset.test());
        return new Sampling(
                dataset.name(), shots, seed, subset, subset == Subset.ALL ? all : kept(dataset, all, subset));
    }

    private static Splits kept(Dataset dataset, Splits all, Subset subset) {
        ClassSubset classes = subset.of(all.train().stream().map(Sample::label).toList());
        if (classes.labels().isEmpty()) {
            throw new BadInputException("%s: has %d classes, too few for the subset %s"
                    .formatted(dataset.name(), dataset.classes().size(), subset));
        }
        return new Splits(relabel(all.train(), classes), relabel(all.val(), classes), relabel(all.test(), classes));
    }

    private static List<Sample> relabel(List<Sample> samples, ClassSubset subset) {
        Map<Integer, OptionalInt> labels = new HashMap<>();
        List<Sample> kept = new ArrayList<>();
        for (Sample sample : samples) {
            OptionalInt label = labels.computeIfAbsent(sample.label(), subset::relabel);
            label.ifPresent(value -> kept.add(new Sample(sample.path(), value, sample.className())));
        }
        return kept;
    }

    private static void noticeSmallClasses(Dataset dataset, int shots, Consumer<String> notices) {
        Map<Integer, Integer> counts = new HashMap<>();
        dataset.train().forEach(sample -> counts.merge(sample.label(), 1, Integer::sum));
        List<Integer> small = counts.keySet().stream()
                .filter(label -> counts.get(label) < shots)
                .sorted()
                .toList();
        if (!small.isEmpty()) {
            int first = small.getFirst();
            notices.accept(
                    "%s: %d of %d classes have fewer training images than %d shots and are taken whole, the first is %s with %d"
                            .formatted(
                                    dataset.name(),
                                    small.size(),
                                    counts.size(),
                                    shots,
                                    Excerpt.quote(dataset.classes().get(first)),
                                    counts.get(first)));
        }
    }

    /** Names of the classes, in the order of their labels. */
    public List<String> classes() {
        return ClassList.of(dataset, splits);
    }

    /** The data set reduced to this sampling. */
    public Dataset of(Dataset whole) {
        return whole.with(classes(), splits);
    }

    /** Writes the sampling. */
    public void write(Path file) {
        PythonJson json = new PythonJson()
                .beginObject()
                .name("dataset")
                .value(dataset)
                .name("shots")
                .value(shots)
                .name("seed")
                .value(seed)
                .name("subset")
                .value(subset.name().toLowerCase(Locale.ROOT));
        SplitFile.appendTo(json, splits);
        AtomicFile.write(file, json.endObject() + "\n");
    }

    /**
     * Reads a sampling.
     *
     * @throws BadInputException if the file is damaged or a mere split file
     */
    public static Sampling read(Path file) {
        JsonNode root = SplitFile.parse(file);
        Optional<Subset> subset = List.of(Subset.values()).stream()
                .filter(value ->
                        value.name().equalsIgnoreCase(root.path("subset").stringValue("")))
                .findFirst();
        if (!root.path("dataset").isString()
                || !root.path("shots").isInt()
                || root.path("shots").intValue() < 0
                || !root.path("seed").canConvertToLong()
                || subset.isEmpty()) {
            throw new BadInputException(Excerpt.line(
                    file + ": lacks dataset, shots, seed or subset; 'jclip data sample' writes such a file"));
        }
        return new Sampling(
                root.get("dataset").stringValue(),
                root.get("shots").intValue(),
                root.get("seed").longValue(),
                subset.get(),
                SplitFile.splits(file, root));
    }

    /**
     * Finds samples in a list of paths, such as a features file keeps beside its embeddings.
     *
     * @param source of the paths, for messages
     * @return the position of each sample's path
     * @throws BadInputException if a path is not in the list
     */
    public static int[] positions(String source, List<String> paths, List<Sample> samples) {
        Map<String, Integer> positions = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            positions.putIfAbsent(paths.get(i), i);
        }
        return samples.stream()
                .mapToInt(sample -> {
                    Integer position = positions.get(sample.path());
                    if (position == null) {
                        throw new BadInputException(
                                Excerpt.line("%s: has no image %s, which the sampling names; take both of one data set"
                                        .formatted(source, sample.path())));
                    }
                    return position;
                })
                .toArray();
    }
}
