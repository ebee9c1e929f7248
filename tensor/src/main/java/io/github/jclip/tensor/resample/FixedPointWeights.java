// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.resample;

/** Weights for 8-bit samples in Pillow's fixed point. */
public final class FixedPointWeights extends ResampleWeights {
    /** What 32 bits leave for the fraction of a weight: 8 go to the sample, 2 to weights beyond 0 to 1. */
    public static final int FRACTION_BITS = 32 - 8 - 2;

    /** One half, with which a sum begins so that {@link #round} rounds to nearest. */
    public static final int HALF = 1 << (FRACTION_BITS - 1);

    private final int[] values;

    FixedPointWeights(int[] first, int[] count, int taps, int[] values) {
        super(first, count, taps);
        this.values = values;
    }

    /** The weights, {@link #taps()} for each output sample; not a copy. */
    public int[] values() {
        return values;
    }

    /** The same for an input without what lies before {@link #begin()}. */
    public FixedPointWeights fromBegin() {
        int[] first = new int[size()];
        int[] count = new int[size()];
        for (int i = 0; i < size(); i++) {
            first[i] = first(i) - begin();
            count[i] = count(i);
        }
        return new FixedPointWeights(first, count, taps(), values);
    }

    /** The sample that a sum of weighted samples stands for. */
    public static byte round(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> FRACTION_BITS));
    }
}
