// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.resample;

/**
 * Which input samples each output sample of a one-dimensional resize is made of; the kinds differ in the numbers that
 * those are multiplied with.
 */
public abstract sealed class ResampleWeights permits BicubicWeights, FixedPointWeights {
    private final int[] first;
    private final int[] count;
    private final int taps;

    ResampleWeights(int[] first, int[] count, int taps) {
        this.first = first;
        this.count = count;
        this.taps = taps;
    }

    /** The same input samples with other numbers. */
    FixedPointWeights with(int[] values) {
        return new FixedPointWeights(first, count, taps, values);
    }

    /** Number of output samples. */
    public int size() {
        return first.length;
    }

    /** The first input sample that an output sample needs. */
    public int first(int sample) {
        return first[sample];
    }

    /** How many input samples an output sample needs. */
    public int count(int sample) {
        return count[sample];
    }

    /** Distance between the weights of one output sample and the next. */
    public int taps() {
        return taps;
    }

    /** The first input sample needed by any output sample. */
    public int begin() {
        return first[0];
    }

    /** The input sample after the last needed by any output sample. */
    public int end() {
        return first[first.length - 1] + count[count.length - 1];
    }
}
