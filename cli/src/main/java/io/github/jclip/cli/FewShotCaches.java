// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.convert.DatumLists;
import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.FewShotCache;
import io.github.jclip.taskres.data.FewShotCache.Item;
import io.github.jclip.taskres.data.Sampling;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Joins what reads pickles to what knows the protocol, of which neither may know the other. */
final class FewShotCaches {
    private FewShotCaches() {}

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
