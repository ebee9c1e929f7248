// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

/** Which epoch's model a training ends with. */
public enum FinalModel {
    /** The last epoch's. */
    LAST,
    /** The one with the best accuracy on the selection set, the first of several; the last where there is no such set. */
    BEST_VAL
}
