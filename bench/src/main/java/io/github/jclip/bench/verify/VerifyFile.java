// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.bench.report.JsonFormat;
import java.nio.file.Path;

/** A report as {@linkplain JsonFormat JSON}. Times are seconds, shares plain numbers; infinities are strings. */
public final class VerifyFile {
    private static final JsonFormat<VerifyReport> FORMAT = new JsonFormat<>(
            VerifyReport.class, VerifyReport.SCHEMA, VerifyReport::schema, "report of 'jclip gpu-verify'");

    private VerifyFile() {}

    /** The JSON text. */
    public static String toJson(VerifyReport report) {
        return FORMAT.write(report);
    }

    /**
     * Reads a report.
     *
     * @throws io.github.jclip.tensor.BadInputException if the file is none
     */
    public static VerifyReport read(Path file) {
        return FORMAT.read(file);
    }
}
