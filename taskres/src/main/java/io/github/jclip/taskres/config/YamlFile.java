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
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
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
    private final Set<Node> visited = Collections.newSetFromMap(new IdentityHashMap<>());

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
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent()) {
                mapping("", root.get(), 0);
            }
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw bad(line, "is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw bad(1, "is not YAML: " + e.getMessage());
        }
    }

    private void mapping(String path, Node node, int depth) {
        if (!(node instanceof MappingNode mapping)) {
            throw bad(line(node), "has a value where keys belong; write key: value");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw bad(line(tuple.getKeyNode()), "has a key that is not a word");
            }
            String name = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            add(name, line(key), tuple.getValueNode(), depth + 1);
        }
    }

    private void add(String name, int line, Node value, int depth) {
        if (depth > MAX_DEPTH) {
            throw bad(line, "nests deeper than %d levels".formatted(MAX_DEPTH));
        }
        Integer earlier = lines.put(name, line);
        if (earlier != null) {
            throw bad(line, "has the key %s again, which line %d has".formatted(Excerpt.quote(name), earlier));
        }
        if (!visited.add(value)) {
            throw bad(line, "uses an alias; write the value out");
        }
        switch (value) {
            case MappingNode mapping -> mapping(name, mapping, depth);
            case ScalarNode scalar -> entries.add(new YamlEntry(name, scalar.getValue(), line));
            case SequenceNode list -> entries.add(new YamlEntry(name, items(list), line));
            default -> throw bad(line, "uses an alias; write the value out");
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
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private BadInputException bad(int line, String what) {
        return new BadInputException(Excerpt.line("%s:%d: %s".formatted(file, line, what)));
    }
}
