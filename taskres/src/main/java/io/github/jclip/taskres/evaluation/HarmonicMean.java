// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

/** The mean by which base-to-new generalisation is reported (Xian et al., arXiv:1707.00600). */
public final class HarmonicMean {
    private HarmonicMean() {}

    /** 2·base·unseen/(base + unseen), in the unit of the accuracies; 0 where both are 0. */
    public static double of(double base, double unseen) {
        return base + unseen == 0 ? 0 : 2 * base * unseen / (base + unseen);
    }
}
