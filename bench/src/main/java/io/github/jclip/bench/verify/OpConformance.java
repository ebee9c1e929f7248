// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

/**
 * The cases of one op.
 *
 * @param op its name
 * @param used the largest error as a share of its tolerance, of the cases that passed
 * @param usedBy the case with it, empty if none passed
 */
public record OpConformance(String op, int passed, int failed, int skipped, double used, String usedBy) {}
