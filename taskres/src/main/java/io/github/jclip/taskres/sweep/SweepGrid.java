// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.taskres.config.DatasetSettings;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What a sweep varies. Every combination of a features file, a method, a number of shots, a seed and a subset of the
 * classes is a job. Repetitions in a list count once.
 *
 * @param shots training images of each class, 0 for all
 * @param settings of some of the methods, by the name of the method and of the setting; the rest keep their defaults
 */
public record SweepGrid(
        List<Path> features,
        List<String> methods,
        List<Integer> shots,
        List<Long> seeds,
        List<Subset> subsets,
        Protocol protocol,
        Map<String, Map<String, String>> settings) {
    /**
     * Checks everything that can be checked without the files.
     *
     * @throws BadInputException if a list is empty, or a method, a setting or a number of shots cannot be used
     */
    public SweepGrid {
        features = distinct("features", features);
        methods = distinct("methods", methods);
        shots = distinct("shots", shots);
        seeds = distinct("seeds", seeds);
        subsets = distinct("subsets", subsets);
        settings = Map.copyOf(settings);
        for (int count : shots) {
            if (count < 0) {
                throw new BadInputException(
                        "shots %d: give the number of images per class, or 0 for all".formatted(count));
            }
            for (String method : methods) {
                configured(method, count, settings);
            }
        }
        for (String method : settings.keySet()) {
            if (!methods.contains(method)) {
                throw new BadInputException(Excerpt.line("set %s: is not a method of this sweep; it has %s"
                        .formatted(Excerpt.quote(method), String.join(", ", methods))));
            }
        }
    }

    private static <T> List<T> distinct(String what, Collection<T> given) {
        if (given.isEmpty()) {
            throw new BadInputException(what + ": the list is empty; give at least one");
        }
        return List.copyOf(new LinkedHashSet<>(given));
    }

    /** A method with the settings of this sweep, over those that its authors take for the data set. */
    Method method(String dataSet, String name, int shotCount) {
        Map<String, String> changes = new LinkedHashMap<>(DatasetSettings.of(dataSet, name));
        changes.putAll(settings.getOrDefault(name, Map.of()));
        return configured(name, shotCount, Map.of(name, changes));
    }

    private static Method configured(String name, int shotCount, Map<String, Map<String, String>> settings) {
        return Methods.with(
                Methods.named(name, shotCount), settings.getOrDefault(name, Map.of()), "set " + Excerpt.line(name));
    }
}
