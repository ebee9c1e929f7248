// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The class names that samples carry, in the order of their labels. */
final class ClassList {
    private ClassList() {}

    /**
     * Collects the names from the training samples, or the test samples where there are no others.
     *
     * @param source of the samples, for messages
     * @throws BadInputException if a label has two names or no sample, or only test or val has it
     */
    static List<String> of(String source, Splits splits) {
        Map<Integer, String> names = new TreeMap<>();
        splits.defining().forEach(sample -> add(source, names, sample));
        if (names.isEmpty()) {
            throw bad(source, "holds no image; give it some");
        }
        int expected = 0;
        for (int label : names.keySet()) {
            if (label != expected++) {
                throw bad(source, "class %d has no training image; give it some or renumber".formatted(expected - 1));
            }
        }
        splits.all().forEach(sample -> {
            if (!names.containsKey(sample.label())) {
                throw bad(
                        source,
                        "%s has label %d, but with %d classes labels go from 0 to %d"
                                .formatted(
                                        Excerpt.quote(sample.path()), sample.label(), names.size(), names.size() - 1));
            }
            add(source, names, sample);
        });
        return List.copyOf(names.values());
    }

    /**
     * Checks that no two classes share a name, for data sets of the user's; ImageNet's own list has such names.
     *
     * @throws BadInputException that names both
     */
    static void requireDistinct(String source, List<String> classes) {
        Map<String, Integer> seen = new HashMap<>();
        for (int label = 0; label < classes.size(); label++) {
            Integer earlier = seen.put(classes.get(label), label);
            if (earlier != null) {
                throw bad(
                        source,
                        "classes %d and %d are both called %s; rename one"
                                .formatted(earlier, label, Excerpt.quote(classes.get(label))));
            }
        }
    }

    private static void add(String source, Map<Integer, String> names, Sample sample) {
        String known = names.putIfAbsent(sample.label(), sample.className());
        if (known != null && !known.equals(sample.className())) {
            throw bad(
                    source,
                    "label %d is called %s and, for %s, %s; a class has one name"
                            .formatted(
                                    sample.label(),
                                    Excerpt.quote(known),
                                    Excerpt.quote(sample.path()),
                                    Excerpt.quote(sample.className())));
        }
    }

    private static BadInputException bad(String source, String what) {
        return new BadInputException(Excerpt.line(source + ": " + what));
    }
}
