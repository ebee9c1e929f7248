// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** The data sets that jclip knows: the eleven of CoOp and four variants of ImageNet. */
public final class DatasetCatalogue {
    private static final List<DatasetDefinition> ALL = read();

    private DatasetCatalogue() {}

    /** The definitions, in the order of CoOp's tables. */
    public static List<DatasetDefinition> all() {
        return ALL;
    }

    /** The data set of a name, in the spelling of the class or of the configuration file, in either case of letters. */
    public static Optional<DatasetDefinition> find(String name) {
        return ALL.stream()
                .filter(definition -> definition.name().equalsIgnoreCase(name)
                        || definition.config().equalsIgnoreCase(name))
                .findFirst();
    }

    private static List<DatasetDefinition> read() {
        JsonMapper json = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .build();
        try (InputStream resource = DatasetCatalogue.class.getResourceAsStream("datasets.json")) {
            return List.copyOf(json.readValue(resource, new TypeReference<List<DatasetDefinition>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
