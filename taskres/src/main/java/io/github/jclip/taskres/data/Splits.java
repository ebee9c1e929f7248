// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which images are for training, for choosing hyperparameters, and for the final number. ImageNet has the same images
 * in val and test, as its authors' few-shot code does.
 */
public record Splits(List<Sample> train, List<Sample> val, List<Sample> test) {
    public Splits {
        train = List.copyOf(train);
        val = List.copyOf(val);
        test = List.copyOf(test);
    }

    /** The samples of all three, in that order. */
    public Stream<Sample> all() {
        return Stream.of(train, val, test).flatMap(List::stream);
    }

    /** What the classes are defined by: train, or test in data sets that have nothing else. */
    List<Sample> defining() {
        return train.isEmpty() ? test : train;
    }
}
