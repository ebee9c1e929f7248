// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An object of a configuration that another program wrote: every key is optional, and what is read must have the right
 * type.
 *
 * @param file for messages
 * @param path where in the file, for messages
 * @param node the object, or a missing node
 */
record ForeignJson(Path file, String path, JsonNode node) {
    private static final long MAX_LENGTH = 1 << 20;

    /** The object in a file. */
    static ForeignJson read(Path file) {
        FileErrors.requireFile(file);
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw new BadInputException(Excerpt.line(file + ": too large for a model's configuration"));
            }
            JsonNode node = JsonMapper.shared().readTree(Files.readAllBytes(file));
            if (!node.isObject()) {
                throw new BadInputException(Excerpt.line(file + ": not a JSON object"));
            }
            return new ForeignJson(file, "", node);
        } catch (JacksonException e) {
            throw new BadInputException(
                    Excerpt.line("%s: not valid JSON (%s)".formatted(file, Excerpt.quote(e.getOriginalMessage()))), e);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    private Optional<JsonNode> get(String key) {
        JsonNode value = node.path(key);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    /** An object; empty ones stand for what is missing. */
    ForeignJson object(String key) {
        Optional<JsonNode> value = get(key);
        if (value.isPresent() && !value.get().isObject()) {
            throw bad(key, "is not an object");
        }
        return new ForeignJson(file, pathOf(key), value.orElseGet(JsonMapper.shared()::createObjectNode));
    }

    boolean has(String key) {
        return get(key).isPresent();
    }

    OptionalInt integer(String key) {
        return get(key).map(value -> {
                    if (!value.isInt()) {
                        throw bad(key, "is not an integer");
                    }
                    return OptionalInt.of(value.intValue());
                })
                .orElse(OptionalInt.empty());
    }

    double number(String key, double otherwise) {
        return get(key).map(value -> {
                    if (!value.isNumber()) {
                        throw bad(key, "is not a number");
                    }
                    return value.doubleValue();
                })
                .orElse(otherwise);
    }

    List<Double> numbers(String key, List<Double> otherwise) {
        return get(key).map(value -> {
                    if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isNumber)) {
                        throw bad(key, "is not an array of numbers");
                    }
                    return value.valueStream().map(JsonNode::doubleValue).toList();
                })
                .orElse(otherwise);
    }

    String text(String key, String otherwise) {
        return get(key).map(value -> {
                    if (!value.isString()) {
                        throw bad(key, "is not a string");
                    }
                    return value.stringValue();
                })
                .orElse(otherwise);
    }

    boolean flag(String key) {
        return get(key).map(value -> {
                    if (!value.isBoolean()) {
                        throw bad(key, "is not true or false");
                    }
                    return value.booleanValue();
                })
                .orElse(false);
    }

    /** A size given as a number, or as an object with one of these keys. */
    OptionalInt size(String key, String... inside) {
        Optional<JsonNode> value = get(key);
        if (value.isEmpty() || !value.get().isObject()) {
            return integer(key);
        }
        ForeignJson object = object(key);
        return Stream.of(inside)
                .map(object::integer)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    /** Refuses settings that are neither known nor switched off: they would change what the model computes. */
    void requireNothingBut(Set<String> known) {
        node.properties().forEach(property -> {
            JsonNode value = property.getValue();
            boolean off = value.isNull() || (value.isBoolean() && !value.booleanValue());
            if (!off && !known.contains(property.getKey())) {
                throw bad(property.getKey(), "is a setting that is not supported yet");
            }
        });
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    BadInputException bad(String key, String trouble) {
        return new BadInputException(Excerpt.line("%s: %s %s".formatted(file, pathOf(key), trouble)));
    }
}
