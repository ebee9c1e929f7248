// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

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
 * A report as JSON: the records of {@link VerifyReport} as objects, their components in the order of their declaration.
 * Times are seconds, shares plain numbers; infinities are strings.
 */
public final class VerifyFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private VerifyFile() {}

    /** The JSON text. */
    public static String toJson(VerifyReport report) {
        return JSON.writeValueAsString(report);
    }

    /**
     * Reads a report.
     *
     * @throws BadInputException if the file is none
     */
    public static VerifyReport read(Path file) {
        try {
            VerifyReport report = JSON.readValue(Files.readString(file), VerifyReport.class);
            if (!VerifyReport.SCHEMA.equals(report.schema())) {
                throw new BadInputException(
                        "%s: schema %s, this jclip reads %s".formatted(file, report.schema(), VerifyReport.SCHEMA));
            }
            return report;
        } catch (JacksonException | IOException e) {
            throw new BadInputException("%s: no report of 'jclip gpu-verify'".formatted(file), e);
        }
    }
}
