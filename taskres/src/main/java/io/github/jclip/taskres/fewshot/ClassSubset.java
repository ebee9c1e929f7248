// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.fewshot;

import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * The base or the new half of a data set's classes, as Dassl's {@code subsample_classes} divides them: base is the
 * first half of the sorted labels, rounded up.
 *
 * @param labels the labels that stay, ascending; their positions are the new labels
 */
public record ClassSubset(List<Integer> labels) {
    public ClassSubset {
        labels = List.copyOf(labels);
    }

    /** Base classes; {@code trainLabels} are the labels of the few-shot training items, in any order. */
    public static ClassSubset base(Collection<Integer> trainLabels) {
        List<Integer> sorted = List.copyOf(new TreeSet<>(trainLabels));
        return new ClassSubset(sorted.subList(0, baseCount(sorted)));
    }

    /** New classes; {@code trainLabels} are the labels of the few-shot training items, in any order. */
    public static ClassSubset unseen(Collection<Integer> trainLabels) {
        List<Integer> sorted = List.copyOf(new TreeSet<>(trainLabels));
        return new ClassSubset(sorted.subList(baseCount(sorted), sorted.size()));
    }

    private static int baseCount(List<Integer> sorted) {
        return (sorted.size() + 1) / 2;
    }

    /** The label within this subset, or empty if items of that class are dropped. */
    public OptionalInt relabel(int label) {
        int position = labels.indexOf(label);
        return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
    }
}
