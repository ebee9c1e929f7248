// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where the classes of a shifted domain lie in the class list of the source, so that a classifier of the source can be
 * tested there: ImageNet-A and -R have 200 of ImageNet's 1000 classes. Derived from the names, which must agree.
 *
 * <p>Some names are those of several classes (ImageNet has two cranes). Which one is meant follows from the order, if
 * both lists have their classes in the same one, as those in the order of WordNet's numbers do: it is the one between
 * its neighbours.
 */
public final class DomainMap {
    private final int[] sourceIndices;

    private DomainMap(int[] sourceIndices) {
        this.sourceIndices = sourceIndices;
    }

    /**
     * Finds the names of the variant among those of the source.
     *
     * @throws BadInputException if a name is not there, or is there more than once and the order does not tell which is
     *     meant; a list that equals the source's needs no names and is always accepted
     */
    public static DomainMap of(List<String> source, List<String> variant) {
        if (variant.equals(source)) {
            return new DomainMap(IntStream.range(0, source.size()).toArray());
        }
        Map<String, List<Integer>> places = new HashMap<>();
        for (int i = 0; i < source.size(); i++) {
            places.computeIfAbsent(source.get(i), _ -> new ArrayList<>()).add(i);
        }
        List<List<Integer>> candidates = new ArrayList<>();
        for (String name : variant) {
            if (!places.containsKey(name)) {
                throw bad(name, "not among the source's classes; both need the same names");
            }
            candidates.add(places.get(name));
        }
        int[] indices = new int[variant.size()];
        for (int i = 0; i < indices.length; i++) {
            List<Integer> fitting = candidates.get(i).size() == 1 ? candidates.get(i) : between(candidates, i);
            if (fitting.size() != 1) {
                throw bad(
                        variant.get(i),
                        "more than once among the source's classes, and the order of the classes does not tell which is "
                                + "meant; give it a name of its own in both");
            }
            indices[i] = fitting.getFirst();
        }
        return new DomainMap(indices);
    }

    /** Whether the source has every name of the variant. */
    public static boolean covers(List<String> source, List<String> variant) {
        return new HashSet<>(source).containsAll(variant);
    }

    /** The candidates between the neighbours that are certain; all of them if those are not in ascending order. */
    private static List<Integer> between(List<List<Integer>> candidates, int which) {
        int before = -1;
        int after = Integer.MAX_VALUE;
        int last = -1;
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).size() == 1) {
                int certain = candidates.get(i).getFirst();
                if (certain <= last) {
                    return candidates.get(which);
                }
                last = certain;
                before = i < which ? certain : before;
                after = i > which ? Math.min(after, certain) : after;
            }
        }
        int from = before;
        int to = after;
        return candidates.get(which).stream()
                .filter(index -> from < index && index < to)
                .toList();
    }

    private static BadInputException bad(String name, String what) {
        return new BadInputException(Excerpt.line("class '%s' of the variant is %s".formatted(name, what)));
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
