// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.fewshot;

import java.util.Collection;
import java.util.Optional;

/** Which classes an experiment is about. */
public enum Subset {
    /** Every class. */
    ALL,
    /** The first half of the sorted labels, rounded up. */
    BASE,
    /** The rest. */
    NEW;

    /**
     * The classes that stay, empty for all of them.
     *
     * @param trainLabels labels of the few-shot training items, in any order
     */
    public Optional<ClassSubset> of(Collection<Integer> trainLabels) {
        return switch (this) {
            case ALL -> Optional.empty();
            case BASE -> Optional.of(ClassSubset.base(trainLabels));
            case NEW -> Optional.of(ClassSubset.unseen(trainLabels));
        };
    }
}
