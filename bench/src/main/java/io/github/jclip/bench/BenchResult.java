// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.List;

/**
 * Everything that one run of {@code jclip bench} found; as JSON, the source of every report.
 *
 * @param schema {@value #SCHEMA}
 * @param date of the run, ISO 8601
 * @param quick whether measuring was cut short
 * @param seconds that the run took
 */
public record BenchResult(
        String schema,
        String date,
        boolean quick,
        double seconds,
        Fingerprint machine,
        List<Ceiling> ceilings,
        List<Measurement> measurements,
        List<Target> targets) {

    /** The form of the JSON. */
    public static final String SCHEMA = "jclip-bench/1";
}
