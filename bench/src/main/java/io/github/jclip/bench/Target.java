// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/**
 * A number that jclip is held to.
 *
 * @param threads of the measurements, 0 where that is not said
 * @param goal what it should be
 * @param reached what it is; empty if it was not measured
 * @param reason why it was not measured, else what stands behind the number
 */
public record Target(String what, int threads, String goal, String reached, Status status, String reason) {

    /** Whether it was reached. */
    public enum Status {
        /** Reached. */
        PASS,
        /** Measured and not reached. */
        SHORT,
        /** Not measured. */
        SKIPPED
    }
}
