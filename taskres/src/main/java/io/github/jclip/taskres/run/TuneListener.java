// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

/** Hears of a training while it runs. */
public interface TuneListener {
    /** Hears nothing. */
    TuneListener SILENT = new TuneListener() {};

    /** A line was added to the run's log. */
    default void logged(String line) {}

    /** A step was taken. */
    default void stepped(StepReport report) {}
}
