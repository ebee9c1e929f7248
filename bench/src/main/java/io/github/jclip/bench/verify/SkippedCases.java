// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import java.util.List;

/**
 * Cases that were skipped for one reason.
 *
 * @param cases their names
 */
public record SkippedCases(String reason, List<String> cases) {
    /** Copies the list. */
    public SkippedCases {
        cases = List.copyOf(cases);
    }
}
