// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.random;

import java.util.Arrays;

/** The stream of NumPy's legacy {@code np.random} after {@code np.random.seed(seed)}. */
public final class NumpyRandom {
    private final WordSeededTwister twister;

    /**
     * A stream from a seed.
     *
     * @throws IllegalArgumentException if the seed does not fit 32 bits, as in NumPy
     */
    public NumpyRandom(long seed) {
        if (seed != (seed & 0xffffffffL)) {
            throw new IllegalArgumentException("seed %d is not between 0 and 2^32 - 1".formatted(seed));
        }
        twister = new WordSeededTwister((int) seed);
    }

    /** {@code random_sample()}: uniform in [0, 1) with 53 bits. */
    public double nextDouble() {
        long high = Integer.toUnsignedLong(twister.next()) >>> 5;
        long low = Integer.toUnsignedLong(twister.next()) >>> 6;
        return (high * 0x1p26 + low) * 0x1p-53;
    }

    /** {@code permutation(count)}. */
    public int[] permutation(int count) {
        int[] order = new int[count];
        Arrays.setAll(order, i -> i);
        for (int i = count - 1; i > 0; i--) {
            int other = nextUpTo(i);
            int value = order[i];
            order[i] = order[other];
            order[other] = value;
        }
        return order;
    }

    /** {@code choice(count, size, replace=False)}: indices without repetition. */
    public int[] choice(int count, int size) {
        if (size > count) {
            throw new IllegalArgumentException("cannot draw %d of %d".formatted(size, count));
        }
        return Arrays.copyOf(permutation(count), size);
    }

    /** Uniform in 0 to max: masks draws to the bits of max until one fits. */
    private int nextUpTo(int max) {
        int mask = Integer.highestOneBit(max) * 2 - 1;
        int value = twister.next() & mask;
        while (value > max) {
            value = twister.next() & mask;
        }
        return value;
    }
}
