// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.conformance.Outcome;
import java.util.List;

/**
 * The conformance suite in one precision.
 *
 * @param available how many cases the suite has; fewer run in a quick verification
 * @param passed cases within their tolerances
 * @param failed cases that are not
 * @param skipped cases that the device does not support
 * @param ops in alphabetical order
 */
public record ConformanceResult(
        String precision,
        Outcome outcome,
        int available,
        int passed,
        int failed,
        int skipped,
        double seconds,
        List<OpConformance> ops,
        List<FailedCase> failures,
        List<SkippedCases> skips) {
    /** Copies the lists. */
    public ConformanceResult {
        ops = List.copyOf(ops);
        failures = List.copyOf(failures);
        skips = List.copyOf(skips);
    }
}
