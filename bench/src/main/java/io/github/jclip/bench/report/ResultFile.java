// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.BenchResult;
import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A result as JSON: the records of {@link BenchResult} as objects, their components in the order of their declaration.
 * Times are seconds, sizes bytes, rates 10⁹ a second, shares and ratios plain numbers.
 */
public final class ResultFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private ResultFile() {}

    /** The JSON text. */
    public static String toJson(BenchResult result) {
        return JSON.writeValueAsString(result);
    }

    /**
     * Reads a result.
     *
     * @throws BadInputException if the file is none
     */
    public static BenchResult read(Path file) {
        try {
            BenchResult result = JSON.readValue(Files.readString(file), BenchResult.class);
            if (!BenchResult.SCHEMA.equals(result.schema())) {
                throw new BadInputException(
                        "%s: schema %s, this jclip reads %s".formatted(file, result.schema(), BenchResult.SCHEMA));
            }
            return result;
        } catch (JacksonException | IOException e) {
            throw new BadInputException("%s: no result of 'jclip bench --json'".formatted(file), e);
        }
    }
}
