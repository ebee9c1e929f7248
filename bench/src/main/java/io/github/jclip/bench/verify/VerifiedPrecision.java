// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

/**
 * A precision that was asked for.
 *
 * @param device its description, or why the device does not compute so
 */
public record VerifiedPrecision(String precision, boolean available, String device) {}
