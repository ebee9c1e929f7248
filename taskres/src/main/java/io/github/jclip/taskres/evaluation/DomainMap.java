// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the classes of a shifted domain lie in the class list of the source, so that a classifier of the source can be
 * tested there: ImageNet-A and -R have 200 of ImageNet's 1000 classes. Derived from the names, which must agree.
 */
public final class DomainMap {
    private final int[] sourceIndices;

    private DomainMap(int[] sourceIndices) {
        this.sourceIndices = sourceIndices;
    }

    /**
     * Finds the names of the variant among those of the source.
     *
     * @throws BadInputException if a name is not there, or is there more than once, so that it names no single class;
     *     a list that equals the source's needs no names and is always accepted
     */
    public static DomainMap of(List<String> source, List<String> variant) {
        int[] indices = new int[variant.size()];
        if (variant.equals(source)) {
            java.util.Arrays.setAll(indices, i -> i);
            return new DomainMap(indices);
        }
        Map<String, Integer> positions = new HashMap<>();
        Map<String, Integer> times = new HashMap<>();
        for (int i = 0; i < source.size(); i++) {
            positions.put(source.get(i), i);
            times.merge(source.get(i), 1, Integer::sum);
        }
        for (int i = 0; i < indices.length; i++) {
            String name = variant.get(i);
            if (times.getOrDefault(name, 0) != 1) {
                throw new BadInputException(Excerpt.line(
                        "class '%s' of the variant is %s the source's classes; both need the same unique names"
                                .formatted(name, positions.containsKey(name) ? "more than once among" : "not among")));
            }
            indices[i] = positions.get(name);
        }
        return new DomainMap(indices);
    }

    /** Classes of the variant. */
    public int classCount() {
        return sourceIndices.length;
    }

    /** The source's index of a class of the variant. */
    public int sourceIndex(int variantClass) {
        return sourceIndices[variantClass];
    }

    /** All of them, in the variant's order; a copy. */
    public int[] sourceIndices() {
        return sourceIndices.clone();
    }
}
