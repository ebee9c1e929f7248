// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.List;
import java.util.Set;

/**
 * What to measure.
 *
 * @param threads thread counts, each measured on its own
 * @param peers who competes with jclip
 * @param quick few rounds instead of many
 * @param jclip version and commit, for the record
 */
public record BenchOptions(
        Set<Group> groups, List<Integer> threads, List<PeerProvider> peers, boolean quick, String jclip) {}
