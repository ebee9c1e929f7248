// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The index of a model that is split over several files: {@code {"metadata": …, "weight_map": {"tensor": "file", …}}}.
 * The metadata (sizes, for people) is not used. Files must lie in the index's own folder.
 */
final class ShardIndex {
    static final String SUFFIX = ".safetensors.index.json";

    private static final String WEIGHT_MAP = "weight_map";

    private ShardIndex() {}

    static boolean isIndex(Path file) {
        return file.toString().endsWith(SUFFIX);
    }

    /** The file of each tensor, in the order of the index. */
    static Map<String, Path> read(Path file) {
        byte[] json = readBytes(file);
        try (JsonParser parser = Json.parser(json)) {
            return readRoot(file, parser);
        } catch (JacksonException e) {
            throw Json.damaged(file, "the index " + Json.describe(e));
        }
    }

    private static byte[] readBytes(Path file) {
        FileErrors.requireFile(file);
        try {
            if (Files.size(file) > Json.MAX_LENGTH) {
                throw Json.damaged(file, "the index is longer than %d bytes".formatted(Json.MAX_LENGTH));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    private static Map<String, Path> readRoot(Path file, JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Json.damaged(file, "the index is not a JSON object");
        }
        Map<String, Path> shards = null;
        for (String key = parser.nextName(); key != null; key = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (key.equals(WEIGHT_MAP) && value == JsonToken.START_OBJECT) {
                shards = readWeightMap(file, parser);
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw Json.damaged(file, "the index goes on after its JSON object");
        }
        if (shards == null) {
            throw Json.damaged(file, "the index has no weight_map");
        }
        return shards;
    }

    private static Map<String, Path> readWeightMap(Path file, JsonParser parser) {
        Map<String, Path> shards = new LinkedHashMap<>();
        for (String tensor = parser.nextName(); tensor != null; tensor = parser.nextName()) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw Json.damaged(file, "weight_map gives no file for " + Excerpt.quote(tensor));
            }
            shards.put(tensor, shard(file, tensor, parser.getString()));
        }
        return shards;
    }

    /** A name with a separator could lead anywhere on the disk. */
    private static Path shard(Path file, String tensor, String name) {
        boolean plain = !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\');
        if (!plain) {
            throw notPlain(file, tensor, name);
        }
        try {
            return file.resolveSibling(name);
        } catch (InvalidPathException _) {
            throw notPlain(file, tensor, name);
        }
    }

    private static BadInputException notPlain(Path file, String tensor, String name) {
        return new BadInputException(Excerpt.line(file.toString())
                + ": weight_map puts tensor %s into %s, which is not a plain file name; "
                        .formatted(Excerpt.quote(tensor), Excerpt.quote(name))
                + "all files must lie next to the index");
    }
}
