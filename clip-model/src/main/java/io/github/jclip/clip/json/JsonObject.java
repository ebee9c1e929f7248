// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.json;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An object of a configuration file: every key must be there with the right type, and none besides. */
public final class JsonObject {
    private static final long MAX_LENGTH = 1 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private final String path;
    private final JsonNode node;
    private final Set<String> read = new HashSet<>();

    private JsonObject(Path file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
        if (!node.isObject()) {
            throw bad(path.isEmpty() ? "the file" : path, "is not a JSON object");
        }
    }

    /**
     * The object that is a file's content.
     *
     * @param kind what the file should be, for messages
     * @throws BadInputException if it is missing, too large for one, or holds no JSON object
     */
    public static JsonObject read(Path file, String kind) {
        FileErrors.requireFile(file);
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw new BadInputException(Excerpt.line(file + ": too large for " + kind));
            }
            return parse(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    /**
     * The object in these bytes.
     *
     * @param name what messages call the file
     * @throws BadInputException if they are not a JSON object
     */
    public static JsonObject parse(Path name, byte[] content) {
        try {
            return new JsonObject(name, "", MAPPER.readTree(content));
        } catch (JacksonException e) {
            throw new BadInputException(
                    Excerpt.line("%s: not valid JSON (%s)".formatted(name, Excerpt.quote(e.getOriginalMessage()))), e);
        }
    }

    private JsonNode get(String key) {
        read.add(key);
        JsonNode value = node.get(key);
        if (value == null) {
            throw bad(pathOf(key), "is missing");
        }
        return value;
    }

    /** Whether it has a key. */
    public boolean has(String key) {
        return node.has(key);
    }

    /** The object of a key. */
    public JsonObject object(String key) {
        return new JsonObject(file, pathOf(key), get(key));
    }

    /** The objects in the array of a key. */
    public List<JsonObject> objects(String key) {
        return array(key)
                .valueStream()
                .map(element -> new JsonObject(file, pathOf(key), element))
                .toList();
    }

    /** The integer of a key. */
    public int integer(String key) {
        return integer(key, get(key));
    }

    /** The integers in the array of a key. */
    public List<Integer> integers(String key) {
        return array(key).valueStream().map(element -> integer(key, element)).toList();
    }

    private int integer(String key, JsonNode value) {
        if (!value.isInt()) {
            throw bad(pathOf(key), "is not an integer");
        }
        return value.intValue();
    }

    /** An integer of 64 bits. */
    public long longInteger(String key) {
        JsonNode value = get(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw bad(pathOf(key), "is not an integer of 64 bits");
        }
        return value.longValue();
    }

    /** The yes or no of a key. */
    public boolean bool(String key) {
        JsonNode value = get(key);
        if (!value.isBoolean()) {
            throw bad(pathOf(key), "is neither true nor false");
        }
        return value.booleanValue();
    }

    /** The number of a key. */
    public double number(String key) {
        return number(key, get(key));
    }

    /** The numbers in the array of a key. */
    public List<Double> numbers(String key) {
        return array(key).valueStream().map(element -> number(key, element)).toList();
    }

    private double number(String key, JsonNode value) {
        if (!value.isNumber()) {
            throw bad(pathOf(key), "is not a number");
        }
        return value.doubleValue();
    }

    /** The string of a key. */
    public String text(String key) {
        JsonNode value = get(key);
        if (!value.isString()) {
            throw bad(pathOf(key), "is not a string");
        }
        return value.stringValue();
    }

    /** A constant by its name in lower case, one of those allowed. */
    public <E extends Enum<E>> E constant(String key, List<E> allowed) {
        String name = text(key);
        return allowed.stream()
                .filter(constant -> nameOf(constant).equals(name))
                .findFirst()
                .orElseThrow(() -> bad(
                        pathOf(key),
                        "is %s; it must be one of %s"
                                .formatted(
                                        Excerpt.quote(name),
                                        allowed.stream().map(JsonObject::nameOf).collect(Collectors.joining(", ")))));
    }

    /** A constant's name in lower case. */
    public static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private JsonNode array(String key) {
        JsonNode value = get(key);
        if (!value.isArray()) {
            throw bad(pathOf(key), "is not an array");
        }
        return value;
    }

    /** Refuses keys that were not read: a setting that is not understood changes what the model computes. */
    public void requireNothingElse() {
        for (String key : node.propertyNames()) {
            if (!read.contains(key)) {
                throw bad(pathOf(key), "is not known; remove it or use the jclip version that wrote the file");
            }
        }
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /**
     * What to throw because of the value of a key.
     *
     * @param trouble a verb and what follows it, then the fix
     */
    public BadInputException badValue(String key, String trouble) {
        return bad(pathOf(key), trouble);
    }

    private BadInputException bad(String what, String trouble) {
        return new BadInputException(Excerpt.line("%s: %s %s".formatted(file, Excerpt.line(what), trouble)));
    }
}
