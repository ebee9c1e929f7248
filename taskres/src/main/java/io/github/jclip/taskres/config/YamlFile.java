// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.config;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A YAML file, or a JSON file, which is one, as a list of values with their lines. Nothing is made of the values here:
 * they are text. Aliases and merge keys are refused; configurations have no use for them, and they can multiply a small
 * file.
 */
final class YamlFile {
    private static final long MAX_LENGTH = 1 << 20;
    private static final int MAX_DEPTH = 16;

    private final Path file;
    private final List<YamlEntry> entries = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private YamlFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws BadInputException if it is missing, not YAML, or has a key twice
     */
    static List<YamlEntry> read(Path file) {
        FileErrors.requireFile(file);
        YamlFile yaml = new YamlFile(file);
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw yaml.bad(1, "is longer than a configuration can be");
            }
            yaml.parse(Files.readString(file));
            return yaml.entries;
        } catch (MalformedInputException e) {
            throw new BadInputException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    private void parse(String text) {
        LoadSettings settings = LoadSettings.builder().setLabel("configuration").build();
        try {
            requireTree(settings, text);
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent()) {
                mapping("", root.get());
            }
        } catch (MarkedYamlEngineException e) {
            throw bad(line(e.getProblemMark()), "is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw bad(1, "is not YAML: " + e.getMessage());
        }
    }

    /** The parser goes as deep as the file, and aliases are as many values as their copies. */
    private void requireTree(LoadSettings settings, String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            depth += switch (event.getEventId()) {
                case MappingStart, SequenceStart -> 1;
                case MappingEnd, SequenceEnd -> -1;
                case Alias -> throw bad(line(event.getStartMark()), "uses an alias; write the value out");
                default -> 0;
            };
            if (depth > MAX_DEPTH) {
                throw bad(line(event.getStartMark()), "nests deeper than %d levels".formatted(MAX_DEPTH));
            }
        }
    }

    private void mapping(String path, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            throw bad(line(node), "has a value where keys belong; write key: value");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw bad(line(tuple.getKeyNode()), "has a key that is not a word");
            }
            String name = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            add(name, line(key), tuple.getValueNode());
        }
    }

    private void add(String name, int line, Node value) {
        Integer earlier = lines.put(name, line);
        if (earlier != null) {
            throw bad(line, "has the key %s again, which line %d has".formatted(Excerpt.quote(name), earlier));
        }
        switch (value) {
            case MappingNode mapping -> mapping(name, mapping);
            case ScalarNode scalar -> entries.add(new YamlEntry(name, scalar.getValue(), line));
            case SequenceNode list -> entries.add(new YamlEntry(name, items(list), line));
            default -> throw new IllegalStateException("a node of another kind: " + value);
        }
    }

    private String items(SequenceNode list) {
        return list.getValue().stream()
                .map(item -> {
                    if (item instanceof ScalarNode scalar) {
                        return scalar.getValue();
                    }
                    throw bad(line(item), "has a list of something else than words and numbers");
                })
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static int line(Node node) {
        return line(node.getStartMark());
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }

    private BadInputException bad(int line, String what) {
        return new BadInputException(Excerpt.line("%s:%d: %s".formatted(file, line, what)));
    }
}
