// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import java.time.Duration;

/** Hears how a pull is going, on the thread that pulls. */
@FunctionalInterface
public interface PullProgress {
    /** Says nothing. */
    PullProgress SILENT = (_, _) -> {};

    /**
     * So many bytes are there, of the total or of −1 if nobody knows that. Called for every few kilobytes: whoever
     * prints this chooses how often.
     */
    void bytes(long done, long total);

    /** The download stopped for this reason and goes on after a while. */
    default void retrying(String reason, Duration wait) {}

    /** Something that the user should know. */
    default void warning(String message) {}
}
