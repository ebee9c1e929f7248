// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.fewshot;

import io.github.jclip.taskres.random.PythonRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Draws a fixed number of items of each class, as Dassl's {@code generate_fewshot_dataset} does. To select the same
 * images as the published numbers, seed one {@link PythonRandom}, draw from train, then with the same stream from val.
 */
public final class FewShotSampler {
    /** Shots that validation takes at most, however many train takes. */
    public static final int MAX_VALIDATION_SHOTS = 4;

    private final PythonRandom random;
    private final boolean repeat;

    /**
     * A sampler that draws from a stream.
     *
     * @param repeat whether a class with too few items is filled up by drawing with repetition; if not, all its items
     *     are taken and nothing is drawn
     */
    public FewShotSampler(PythonRandom random, boolean repeat) {
        this.random = random;
        this.repeat = repeat;
    }

    /**
     * The selected items: classes in the order of their first item, items of a class in the order drawn.
     *
     * @param shots items of each class; below 1 everything is kept as it is
     */
    public <T> List<T> sample(List<T> items, ToIntFunction<T> label, int shots) {
        if (shots < 1) {
            return List.copyOf(items);
        }
        Map<Integer, List<T>> classes = new LinkedHashMap<>();
        for (T item : items) {
            classes.computeIfAbsent(label.applyAsInt(item), _ -> new ArrayList<>())
                    .add(item);
        }
        List<T> selected = new ArrayList<>();
        for (List<T> members : classes.values()) {
            selected.addAll(sampleClass(members, shots));
        }
        return selected;
    }

    private <T> List<T> sampleClass(List<T> members, int shots) {
        if (members.size() >= shots) {
            return random.sample(members, shots);
        }
        return repeat ? random.choices(members, shots) : members;
    }
}
