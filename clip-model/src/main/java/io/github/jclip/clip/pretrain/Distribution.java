// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the elements of a tensor are drawn from before training. */
sealed interface Distribution {
    /** Every element the same. */
    record Constant(double value) implements Distribution {}

    /** Normal around 0. */
    record Normal(double deviation) implements Distribution {}

    /** Uniform between −bound and bound. */
    record Uniform(double bound) implements Distribution {}

    /** The elements of a tensor, the same for the same seed on any machine. */
    default void fill(float[] elements, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float)
                    switch (this) {
                        case Constant(double value) -> value;
                        case Normal(double deviation) -> deviation * standardNormal(random);
                        case Uniform(double bound) -> bound * (2 * random.nextDouble() - 1);
                    };
        }
    }

    // Box and Muller, 1958; StrictMath has the same bits everywhere, and 1 − u is never 0
    private static double standardNormal(RandomGenerator random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
