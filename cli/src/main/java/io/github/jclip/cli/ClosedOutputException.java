// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

/** The reader of standard output has left: there is nothing more to do and nothing to report. */
final class ClosedOutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
