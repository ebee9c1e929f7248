// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.fewshot;

import io.github.jclip.taskres.random.NumpyRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws a fixed number of items of each class as CoOp's {@code lpclip} does: class by class in ascending order,
 * {@code np.random.choice} without replacement. To select the same images, seed one {@link NumpyRandom}, draw from
 * train, then with the same stream min(shots, 4) from val.
 */
public final class ProbeSampler {
    private final NumpyRandom random;

    /** A sampler that draws from a stream. */
    public ProbeSampler(NumpyRandom random) {
        this.random = random;
    }

    /**
     * Rows of the selected items.
     *
     * @param labels of all items
     * @param classes K; each must have as many items as are drawn
     */
    public List<Integer> sample(int[] labels, int classes, int shots) {
        List<Integer> selected = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            int label = k;
            int[] rows = IntStream.range(0, labels.length)
                    .filter(row -> labels[row] == label)
                    .toArray();
            for (int drawn : random.choice(rows.length, shots)) {
                selected.add(rows[drawn]);
            }
        }
        return selected;
    }
}
