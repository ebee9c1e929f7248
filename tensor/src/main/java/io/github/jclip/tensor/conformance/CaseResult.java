// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

/**
 * The result of one case.
 *
 * @param name the case
 * @param outcome what became of it
 * @param used largest error as a fraction of the tolerance; 0 if nothing was compared
 * @param detail the worst element, the fault, or why the case was skipped
 */
public record CaseResult(String name, Outcome outcome, double used, String detail) {

    static CaseResult failed(String name, String detail) {
        return new CaseResult(name, Outcome.FAILED, Double.NaN, detail);
    }

    static CaseResult skipped(String name, String reason) {
        return new CaseResult(name, Outcome.SKIPPED, 0, reason);
    }

    @Override
    public String toString() {
        return "%s %s: %s".formatted(outcome, name, detail);
    }
}
