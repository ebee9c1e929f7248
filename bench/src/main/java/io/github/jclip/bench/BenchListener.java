// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/** Hears how far a run is. */
public interface BenchListener {

    /** A case is about to be measured. */
    void starting(BenchCase benchCase, int threads, int done, int total);

    /** A case was measured. */
    void measured(Measurement measurement);
}
