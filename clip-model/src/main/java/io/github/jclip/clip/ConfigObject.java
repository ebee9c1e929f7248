// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** An object of a {@code config.json}: every key must be there with the right type, and none besides. */
final class ConfigObject {
    private final Path file;
    private final String path;
    private final JsonNode node;
    private final Set<String> read = new HashSet<>();

    ConfigObject(Path file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
        if (!node.isObject()) {
            throw bad(path.isEmpty() ? "the file" : path, "is not a JSON object");
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

    boolean has(String key) {
        return node.has(key);
    }

    ConfigObject object(String key) {
        return new ConfigObject(file, pathOf(key), get(key));
    }

    List<ConfigObject> objects(String key) {
        return array(key)
                .valueStream()
                .map(element -> new ConfigObject(file, pathOf(key), element))
                .toList();
    }

    int integer(String key) {
        return integer(key, get(key));
    }

    List<Integer> integers(String key) {
        return array(key).valueStream().map(element -> integer(key, element)).toList();
    }

    private int integer(String key, JsonNode value) {
        if (!value.isInt()) {
            throw bad(pathOf(key), "is not an integer");
        }
        return value.intValue();
    }

    double number(String key) {
        return number(key, get(key));
    }

    List<Double> numbers(String key) {
        return array(key).valueStream().map(element -> number(key, element)).toList();
    }

    private double number(String key, JsonNode value) {
        if (!value.isNumber()) {
            throw bad(pathOf(key), "is not a number");
        }
        return value.doubleValue();
    }

    String text(String key) {
        JsonNode value = get(key);
        if (!value.isString()) {
            throw bad(pathOf(key), "is not a string");
        }
        return value.stringValue();
    }

    /** A constant by its name in lower case, one of those allowed. */
    <E extends Enum<E>> E constant(String key, List<E> allowed) {
        String name = text(key);
        return allowed.stream()
                .filter(constant -> nameOf(constant).equals(name))
                .findFirst()
                .orElseThrow(() -> bad(
                        pathOf(key),
                        "is %s; it must be one of %s"
                                .formatted(
                                        Excerpt.quote(name),
                                        allowed.stream()
                                                .map(ConfigObject::nameOf)
                                                .collect(Collectors.joining(", ")))));
    }

    static String nameOf(Enum<?> constant) {
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
    void requireNothingElse() {
        for (String key : node.propertyNames()) {
            if (!read.contains(key)) {
                throw bad(pathOf(key), "is not known; remove it or use the jclip version that wrote the file");
            }
        }
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    BadInputException bad(String what, String trouble) {
        return new BadInputException(Excerpt.line("%s: %s %s".formatted(file, Excerpt.line(what), trouble)));
    }
}
