// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.check;

/**
 * What one check of a model found.
 *
 * @param check what was checked
 * @param outcome how it ended
 * @param detail what was found, or why the check was skipped
 * @param used the largest error found; NaN where a check has no error
 * @param allowed the error allowed; NaN where a check has no error
 */
public record CheckResult(String check, Outcome outcome, String detail, double used, double allowed) {

    /** How a check ended. */
    public enum Outcome {
        PASSED,
        FAILED,
        /** The check does not apply; the detail says why. */
        SKIPPED
    }

    static CheckResult passed(String check, String detail) {
        return new CheckResult(check, Outcome.PASSED, detail, Double.NaN, Double.NaN);
    }

    static CheckResult failed(String check, String detail) {
        return new CheckResult(check, Outcome.FAILED, detail, Double.NaN, Double.NaN);
    }

    static CheckResult skipped(String check, String detail) {
        return new CheckResult(check, Outcome.SKIPPED, detail, Double.NaN, Double.NaN);
    }

    /** Passed if the error is within what is allowed. */
    static CheckResult ofError(String check, String detail, double used, double allowed) {
        return new CheckResult(check, used <= allowed ? Outcome.PASSED : Outcome.FAILED, detail, used, allowed);
    }
}
