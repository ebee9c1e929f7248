// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/** The best of several samples of what a machine can do, and whether a second one confirms it. */
final class CeilingSamples {
    /** On a shared machine, a best sample that no other comes near was taken in a moment like no other. */
    private static final double AGREEMENT = 0.95;

    private double best;
    private double second;

    void add(double rate) {
        if (rate > best) {
            second = best;
            best = rate;
        } else {
            second = Math.max(second, rate);
        }
    }

    double best() {
        return best;
    }

    boolean agree() {
        return second >= AGREEMENT * best;
    }
}
