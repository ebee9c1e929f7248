// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.train.StepReport;

/** Hears of a fit while it runs. */
public interface FitListener {
    /** Hears nothing. */
    FitListener SILENT = new FitListener() {};

    /** Something worth a line in the log. */
    default void logged(String line) {}

    /** A training step was taken. */
    default void stepped(StepReport report) {}

    /** Where the training keeps how far it is. */
    default Checkpoints checkpoints() {
        return Checkpoints.NONE;
    }
}
