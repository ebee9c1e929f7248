// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

/** What became of a case. */
public enum Outcome {
    /** Every element is within tolerance and nothing else was written. */
    PASSED,
    /** A wrong value, a write outside the outputs, or an exception. */
    FAILED,
    /** The device does not support the op. */
    SKIPPED
}
