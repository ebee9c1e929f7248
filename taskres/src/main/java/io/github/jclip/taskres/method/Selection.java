// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

/** The set that a method's hyperparameters or epoch are chosen on. */
public enum Selection {
    /** Nothing is chosen. */
    NONE,
    /** The validation set. */
    VALIDATION,
    /** The test set; only under {@link Protocol#PAPER}. */
    TEST
}
