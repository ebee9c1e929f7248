// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides images at random, class by class in the order of their first image, as CoOp's data sets do where no split
 * file is present: Python's stream, Python's rounding of halves to even.
 */
final class RandomSplit {
    private static final double TRAIN_SHARE = 0.5;
    private static final double VAL_SHARE = 0.2;

    private final String source;
    private final PythonRandom random;

    /**
     * A divider.
     *
     * @param source what is divided, for messages
     * @param random shuffles each class once
     */
    RandomSplit(String source, PythonRandom random) {
        this.source = source;
        this.random = random;
    }

    /** Half of each class for training, a fifth for validation, the rest for the test. */
    Splits inThree(List<Sample> samples) {
        List<Sample> train = new ArrayList<>();
        List<Sample> val = new ArrayList<>();
        List<Sample> test = new ArrayList<>();
        for (List<Sample> members : byClass(samples)) {
            random.shuffle(members);
            int trainEnd = share(members, TRAIN_SHARE);
            int valEnd = trainEnd + share(members, VAL_SHARE);
            if (trainEnd == 0 || valEnd == trainEnd || valEnd >= members.size()) {
                throw tooFew(members, "divided into train, val and test");
            }
            train.addAll(members.subList(0, trainEnd));
            val.addAll(members.subList(trainEnd, valEnd));
            test.addAll(members.subList(valEnd, members.size()));
        }
        return new Splits(train, val, test);
    }

    /** A fifth of each class of {@code trainval} for validation, the rest for training. */
    Splits withHeldOut(List<Sample> trainval, List<Sample> test) {
        List<Sample> train = new ArrayList<>();
        List<Sample> val = new ArrayList<>();
        for (List<Sample> members : byClass(trainval)) {
            int heldOut = share(members, VAL_SHARE);
            if (heldOut == 0) {
                throw tooFew(members, "divided into train and val");
            }
            random.shuffle(members);
            val.addAll(members.subList(0, heldOut));
            train.addAll(members.subList(heldOut, members.size()));
        }
        return new Splits(train, val, test);
    }

    private static int share(List<Sample> members, double share) {
        return (int) Math.rint(members.size() * share);
    }

    private static Collection<List<Sample>> byClass(List<Sample> samples) {
        Map<Integer, List<Sample>> classes = new LinkedHashMap<>();
        for (Sample sample : samples) {
            classes.computeIfAbsent(sample.label(), _ -> new ArrayList<>()).add(sample);
        }
        return classes.values();
    }

    private BadInputException tooFew(List<Sample> members, String purpose) {
        return new BadInputException(
                "%s: class %s has %d images, too few to be %s; add images or give a split (--split)"
                        .formatted(source, Excerpt.quote(members.getFirst().className()), members.size(), purpose));
    }
}
