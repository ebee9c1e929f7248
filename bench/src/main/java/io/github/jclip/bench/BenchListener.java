// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/** Hears how far a run is. */
public interface BenchListener {

    /** A case is about to be measured. */
    void starting(BenchCase benchCase, int threads, int done, int total);

    /** A case could not be measured, for a reason of this machine's. */
    void skipped(BenchCase benchCase, String reason);

    /** Something that whoever waits should know. */
    void note(String text);

    /** A case was measured. */
    void measured(Measurement measurement);
}
