// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.BenchResult;
import java.nio.file.Path;

/**
 * A result as {@linkplain JsonFormat JSON}. Times are seconds, sizes bytes, rates 10⁹ a second, shares and ratios plain
 * numbers.
 */
public final class ResultFile {
    private static final JsonFormat<BenchResult> FORMAT = new JsonFormat<>(
            BenchResult.class, BenchResult.SCHEMA, BenchResult::schema, "result of 'jclip bench --json'");

    private ResultFile() {}

    /** The JSON text. */
    public static String toJson(BenchResult result) {
        return FORMAT.write(result);
    }

    /**
     * Reads a result.
     *
     * @throws io.github.jclip.tensor.BadInputException if the file is none
     */
    public static BenchResult read(Path file) {
        return FORMAT.read(file);
    }
}
