// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.page.Csv;
import java.util.ArrayList;
import java.util.List;

/** Every number of every table as comma-separated values (RFC 4180), one a line. */
public final class CsvReport {
    private static final List<String> HEADER = List.of(
            "data_set",
            "backbone",
            "classes",
            "protocol_or_source",
            "metric",
            "row",
            "column",
            "value",
            "ci95_half_width",
            "n",
            "p",
            "certainty");

    private CsvReport() {}

    /** The file. */
    public static String of(Report report) {
        List<String> lines = new ArrayList<>(List.of(Csv.line(HEADER)));
        report.entries().forEach(entry -> lines.add(line(entry)));
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String line(Entry entry) {
        return Csv.line(List.of(
                entry.dataSet(),
                entry.backbone(),
                entry.classes(),
                entry.protocol(),
                entry.metric(),
                entry.row(),
                entry.column(),
                entry.value(),
                entry.halfWidth() == null ? "" : entry.halfWidth(),
                entry.n(),
                entry.p() == null ? "" : entry.p(),
                entry.certainty() == null ? "" : entry.certainty()));
    }
}
