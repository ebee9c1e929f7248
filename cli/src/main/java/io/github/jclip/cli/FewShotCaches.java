// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.convert.DatumLists;
import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.FewShotCache;
import io.github.jclip.taskres.data.FewShotCache.Item;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.random.PythonRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Joins what reads pickles to what knows the protocol, of which neither may know the other. */
final class FewShotCaches {
    private FewShotCaches() {}

    /** The samples of the original's cache for these shots and this seed, where there is one, else drawn. */
    static Sampling.Drawn cachedOrDrawn(
            Dataset dataset, int shots, long seed, PythonRandom random, Consumer<String> notices) {
        Path file = FewShotCache.path(dataset, shots, seed);
        if (shots > 0 && Files.exists(file)) {
            Sampling.Drawn cached = read(file, dataset);
            notices.accept("samples of " + file);
            return cached;
        }
        return Sampling.draw(dataset, shots, random, notices);
    }

    /** The samples of a cache of the original code. */
    static Sampling.Drawn read(Path file, Dataset dataset) {
        Map<String, List<Item>> lists = new LinkedHashMap<>();
        DatumLists.read(file)
                .forEach((name, list) -> lists.put(
                        name,
                        list.stream()
                                .map(datum -> new Item(datum.path(), datum.label(), datum.className()))
                                .toList()));
        return new FewShotCache(file, dataset).drawn(lists, dataset);
    }
}
