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
 * @param launcher the command line that starts jclip as a process of its own, without arguments; empty if it does not
 *     run from its standalone jar
 * @param jclip version and commit, for the record
 */
public record BenchOptions(
        Set<Group> groups,
        List<Integer> threads,
        List<PeerProvider> peers,
        boolean quick,
        List<String> launcher,
        String jclip) {}
