// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.BenchResult;
import io.github.jclip.bench.Measurement;
import io.github.jclip.bench.Timing;
import io.github.jclip.taskres.page.Csv;
import java.util.ArrayList;
import java.util.List;

/** Every time of a result as comma-separated values (RFC 4180), one contender of one case a line. */
public final class CsvReport {
    private static final List<String> HEADER = List.of(
            "group",
            "case",
            "size",
            "threads",
            "contender",
            "version",
            "median_seconds",
            "best_seconds",
            "runs",
            "gflops",
            "gb_per_second",
            "images_per_second",
            "of_ceiling",
            "ratio");

    private CsvReport() {}

    /** The lines. */
    public static List<String> lines(BenchResult result) {
        List<String> lines = new ArrayList<>(List.of(Csv.line(HEADER)));
        for (Measurement measurement : result.measurements()) {
            for (Timing timing : measurement.timings()) {
                lines.add(Csv.line(List.of(
                        measurement.group(),
                        measurement.name(),
                        measurement.size(),
                        measurement.threads(),
                        timing.contender(),
                        timing.version(),
                        timing.medianSeconds(),
                        timing.bestSeconds(),
                        timing.runs(),
                        timing.gigaflopsPerSecond(),
                        timing.gigabytesPerSecond(),
                        timing.imagesPerSecond(),
                        timing.ofCeiling(),
                        timing.ratio())));
            }
        }
        return lines;
    }
}
