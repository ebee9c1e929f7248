// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.fewshot;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Which classes of a data set take part: Dassl's {@code SUBSAMPLE_CLASSES}. */
public enum Subset {
    /** Every class. */
    ALL,
    /** The first half of the sorted labels, rounded up. */
    BASE,
    /** The rest. */
    NEW;

    /** The classes; {@code trainLabels} are the labels of the few-shot training items, in any order. */
    public ClassSubset of(Collection<Integer> trainLabels) {
        return switch (this) {
            case ALL -> new ClassSubset(List.copyOf(new TreeSet<>(trainLabels)));
            case BASE -> ClassSubset.base(trainLabels);
            case NEW -> ClassSubset.unseen(trainLabels);
        };
    }

    /** As users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
