// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

/**
 * A part that ended early.
 *
 * @param part by its name
 * @param fault what stopped it
 */
public record PartFault(String part, String fault) {}
