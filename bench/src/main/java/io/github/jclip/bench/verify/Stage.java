// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

/**
 * A named intermediate result of a tower.
 *
 * @param ops executed until then
 * @param longestSum terms of the longest sum among them
 * @param values its elements
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, compared with nothing
record Stage(String name, int ops, int longestSum, float[] values) {}
