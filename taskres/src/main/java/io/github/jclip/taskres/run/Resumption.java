// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

/** Whether a training can be gone on with after its process has ended. */
public enum Resumption {
    /** It cannot; nothing is kept before the end. */
    OFF,
    /** It starts at the beginning, and keeps where it is. */
    FROM_THE_START,
    /** It goes on where an earlier process was, at the beginning where there was none, and keeps where it is. */
    CONTINUED
}
