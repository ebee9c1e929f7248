// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.resample;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plain loops for the first images of a process, vectors for those after. Until it is compiled, vector code is some
 * hundred times slower, so that one photo would take half a second, while plain loops are compiled within milliseconds.
 */
final class WarmingPasses implements ResamplePasses {
    /** Calls that plain loops answer: those of four images. */
    private static final int PLAIN_CALLS = 8;

    private final ResamplePasses plain = new ScalarPasses();
    private final ResamplePasses vectors = new VectorPasses();
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public void alongRows(byte[] in, int from, int stride, int bands, int rows, FixedPointWeights weights, byte[] out) {
        next().alongRows(in, from, stride, bands, rows, weights, out);
    }

    @Override
    public void alongColumns(byte[] in, int length, FixedPointWeights weights, byte[] out) {
        next().alongColumns(in, length, weights, out);
    }

    private ResamplePasses next() {
        return calls.get() < PLAIN_CALLS && calls.getAndIncrement() < PLAIN_CALLS ? plain : vectors;
    }
}
