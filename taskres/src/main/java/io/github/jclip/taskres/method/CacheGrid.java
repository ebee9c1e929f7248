// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

/** The pairs of β and α that {@link CacheSearch} tries: from 0.1 in equal steps, the limit left out. */
record CacheGrid(double betaLimit, int betaSteps, double alphaLimit, int alphaSteps) {
    CacheGrid {
        Limits.positive("beta-limit", betaLimit);
        Limits.positive("alpha-limit", alphaLimit);
        Limits.atLeastOne("beta-steps", betaSteps);
        Limits.atLeastOne("alpha-steps", alphaSteps);
    }
}
