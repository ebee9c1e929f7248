// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.resample;

import jdk.incubator.vector.IntVector;

/** The two directions of the 8-bit resampler. Every implementation gives the same bytes. */
public sealed interface ResamplePasses permits ScalarPasses, VectorPasses, WarmingPasses {
    /** Lanes that {@link VectorPasses} needs. */
    int VECTOR_LANES = 8;

    /**
     * Resamples consecutive rows.
     *
     * @param in the samples of all rows
     * @param from position of the first row's first sample
     * @param stride samples from one row of the input to the next
     * @param bands samples of a pixel
     * @param weights for the pixels of a row
     * @param out [rows, weights.size(), bands]
     */
    void alongRows(byte[] in, int from, int stride, int bands, int rows, FixedPointWeights weights, byte[] out);

    /**
     * Resamples the columns of rows {@code weights.begin()} to {@code weights.end()}.
     *
     * @param in [weights.end() − weights.begin(), length]
     * @param length samples of a row
     * @param weights for the rows
     * @param out [weights.size(), length]
     */
    void alongColumns(byte[] in, int length, FixedPointWeights weights, byte[] out);

    /** The passes for this machine; {@code -Djclip.vectorBits} below 256 chooses the scalar ones. */
    static ResamplePasses choose() {
        int lanes = IntVector.SPECIES_PREFERRED.length();
        int allowed = Integer.getInteger("jclip.vectorBits", lanes * Integer.SIZE) / Integer.SIZE;
        return Math.min(lanes, allowed) >= VECTOR_LANES ? new WarmingPasses() : new ScalarPasses();
    }
}
