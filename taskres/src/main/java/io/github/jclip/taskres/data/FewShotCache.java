// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The few-shot samples that the original code keeps, {@code split_fewshot/shot_N-seed_S.pkl}: where one is present it
 * wins over drawing again. Its paths are absolute, of the machine that wrote it; here they are found again by their
 * ends.
 */
public final class FewShotCache {
    private final Path file;
    private final Map<String, Sample> samplesByPath = new HashMap<>();

    /** An item of a cache. */
    public record Item(String path, int label, String className) {}

    /**
     * A cache of a data set.
     *
     * @param file the pickle, for messages
     */
    public FewShotCache(Path file, Dataset dataset) {
        this.file = file;
        dataset.splits().all().forEach(sample -> samplesByPath.put(sample.path(), sample));
    }

    /** Where the original code keeps a cache. */
    public static Path path(Dataset dataset, int shots, long seed) {
        return dataset.folder().resolve("split_fewshot").resolve("shot_%d-seed_%d.pkl".formatted(shots, seed));
    }

    /**
     * The cache as samples of the data set.
     *
     * @param lists the lists of the pickle: train, and val but for ImageNet, whose val is its test split
     * @throws BadInputException if a list is missing, or an item is not of the data set
     */
    public Sampling.Drawn drawn(Map<String, List<Item>> lists, Dataset dataset) {
        if (!lists.containsKey("train")) {
            throw new BadInputException(file + ": has no list 'train'; give a few-shot cache");
        }
        List<Sample> val = lists.containsKey("val") ? samples(lists.get("val")) : dataset.test();
        return new Sampling.Drawn(samples(lists.get("train")), val);
    }

    private List<Sample> samples(List<Item> items) {
        List<Sample> samples = new ArrayList<>(items.size());
        for (Item item : items) {
            Sample sample = find(item.path())
                    .orElseThrow(() -> bad("names %s, which the data set lacks".formatted(Excerpt.quote(item.path()))));
            if (sample.label() != item.label() || !sample.className().equals(item.className())) {
                throw bad("has label %d, %s, for %s, and the data set %d, %s; they are of different splits"
                        .formatted(
                                item.label(),
                                Excerpt.quote(item.className()),
                                sample.path(),
                                sample.label(),
                                Excerpt.quote(sample.className())));
            }
            samples.add(sample);
        }
        return samples;
    }

    private Optional<Sample> find(String path) {
        String rest = path.replace('\\', '/');
        while (true) {
            Sample sample = samplesByPath.get(rest);
            int slash = rest.indexOf('/');
            if (sample != null || slash < 0) {
                return Optional.ofNullable(sample);
            }
            rest = rest.substring(slash + 1);
        }
    }

    private BadInputException bad(String what) {
        return new BadInputException(Excerpt.line(file + ": " + what));
    }
}
