// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

/**
 * A case that failed.
 *
 * @param detail the worst element with its error and tolerance, or the fault
 */
public record FailedCase(String name, String detail) {}
