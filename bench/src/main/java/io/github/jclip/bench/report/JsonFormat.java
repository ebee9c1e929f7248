// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A record as JSON: records within it are objects, their components in the order of their declaration, none missing and
 * none more.
 *
 * @param schema what a file must say that it follows
 * @param schemaOf what a record says
 * @param what a file is, for messages
 */
public record JsonFormat<T>(Class<T> type, String schema, Function<T, String> schemaOf, String what) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** The JSON text. */
    public String write(T value) {
        return JSON.writeValueAsString(value);
    }

    /**
     * Reads a file.
     *
     * @throws BadInputException if it is something else
     */
    public T read(Path file) {
        try {
            T value = JSON.readValue(Files.readString(file), type);
            if (!schema.equals(schemaOf.apply(value))) {
                throw new BadInputException(
                        "%s: schema %s, this jclip reads %s".formatted(file, schemaOf.apply(value), schema));
            }
            return value;
        } catch (JacksonException | IOException e) {
            throw new BadInputException("%s: no %s".formatted(file, what), e);
        }
    }
}
