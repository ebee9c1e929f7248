// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.conformance.Outcome;
import java.util.List;

/**
 * What one tool of Compute Sanitizer found while cases of the conformance suite ran.
 *
 * @param version of Compute Sanitizer
 * @param outcome failed unless the tool came to its end, saw cases pass and found no error
 * @param cases that passed meanwhile
 * @param errors that the tool counted
 * @param warnings hazards that it does not take for errors
 * @param findings the first ones
 * @param detail why there is no result, or what else went wrong; else empty
 */
public record SanitizerResult(
        String tool,
        String version,
        Outcome outcome,
        long cases,
        long errors,
        long warnings,
        List<String> findings,
        String detail,
        double seconds) {
    /** Copies the list. */
    public SanitizerResult {
        findings = List.copyOf(findings);
    }
}
