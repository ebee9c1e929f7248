// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.config;

import io.github.jclip.taskres.config.Configuration.Data;
import io.github.jclip.taskres.config.Configuration.Given;
import io.github.jclip.taskres.method.EnhancedBase;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file of settings. One of ours has the keys that all methods share, and a section for each method it has settings for:
 *
 * <pre>
 * shots: 8
 * seed: 2
 * taskres:
 *   alpha: 1.0
 *   lr: 2e-3
 * </pre>
 *
 * One of TaskRes's repository ({@code configs/trainers/TaskRes}, {@code configs/datasets}) is known by its sections in
 * capitals and goes with the methods of that repository.
 */
final class ConfigurationFile {
    /** In the order in which they win over one another. */
    private enum Layer {
        DATA_SET,
        METHOD,
        OWN
    }

    private static final String NONE = "none";

    private final Path file;
    private final String method;
    private final Data data;
    private final List<YamlEntry> entries;
    private final Layer layer;
    private final Map<String, Given> values = new LinkedHashMap<>();
    private final List<String> notices = new ArrayList<>();
    private final List<String> silent = new ArrayList<>();

    private ConfigurationFile(Path file, String method, Data data) {
        this.file = file;
        this.method = method;
        this.data = data;
        entries = YamlFile.read(file);
        layer = layer();
    }

    /**
     * Reads a file.
     *
     * @throws BadInputException if it cannot be read, a key is unknown, or a published value has no counterpart
     */
    static ConfigurationFile read(Path file, String method, Data data) {
        ConfigurationFile read = new ConfigurationFile(file, method, data);
        if (read.layer == Layer.OWN) {
            read.entries.forEach(read::addOwn);
        } else {
            read.addPublished();
        }
        return read;
    }

    private Layer layer() {
        if (entries.stream().noneMatch(entry -> PublishedKeys.hasSection(entry.section()))) {
            return Layer.OWN;
        }
        return entries.stream().allMatch(entry -> entry.section().equals("DATASET")) ? Layer.DATA_SET : Layer.METHOD;
    }

    private void addOwn(YamlEntry entry) {
        Set<String> known = new LinkedHashSet<>(Configuration.SHARED);
        // The method in use first: of two keys that are as near, the first is the likelier.
        for (String name :
                Stream.concat(Stream.of(method), Methods.NAMES.stream()).toList()) {
            Methods.settings(Methods.named(name, Configuration.DEFAULT_SHOTS))
                    .keySet()
                    .forEach(setting -> known.add(name + "." + setting));
        }
        if (Methods.NAMES.contains(entry.key())) {
            throw bad(entry, "is a section; write its settings below it, each as key: value");
        }
        if (!known.contains(entry.key())) {
            throw unknown(entry, known);
        }
        if (entry.value().isEmpty()) {
            throw bad(entry, "has no value");
        }
        if (Configuration.SHARED.contains(entry.key())) {
            put(entry, entry.key(), entry.value());
        } else if (entry.section().equals(method)) {
            put(entry, entry.key().substring(method.length() + 1), entry.value());
        }
    }

    private void addPublished() {
        if (!method.equals("taskres") && !method.equals(EnhancedBase.NAME)) {
            throw bad(
                    entries.getFirst(),
                    "is a setting of TaskRes's code; it goes with taskres and enhanced-base, not with " + method);
        }
        for (YamlEntry entry : entries) {
            switch (PublishedKeys.of(entry.key()).orElseThrow(() -> unknown(entry, PublishedKeys.keys()))) {
                case PublishedKeys.Ours(String key) -> addMeant(entry, key);
                case PublishedKeys.Fixed(List<String> possible) -> requireOneOf(entry, possible);
                case PublishedKeys.Silent _ -> silent.add(entry.key());
            }
        }
        if (!silent.isEmpty()) {
            notices.add(
                    Excerpt.line("%s: without effect on embeddings: %s".formatted(file, String.join(", ", silent))));
        }
    }

    private void addMeant(YamlEntry entry, String key) {
        switch (key) {
            case "dataset" -> requireDataSet(entry);
            case "backbone" -> noteBackbone(entry);
            case "shots" -> put(entry, key, entry.value().startsWith("-") ? "0" : entry.value());
            case "base" -> {
                if (!entry.value().equals(NONE)) {
                    put(entry, key, entry.value());
                }
            }
            case "final-model" -> put(entry, key, entry.value().equals("last_step") ? "last" : entry.value());
            default -> {
                if (Configuration.SHARED.contains(key)
                        || Methods.settings(Methods.named(method, 0)).containsKey(key)) {
                    put(entry, key, entry.value());
                } else {
                    silent.add(entry.key());
                }
            }
        }
    }

    private void requireDataSet(YamlEntry entry) {
        String named = DatasetSettings.plain(entry.value());
        if (!named.equals(DatasetSettings.plain(data.dataSet()))) {
            notices.add(Excerpt.line("%s: is for the data set %s, the features are of %s"
                    .formatted(place(entry), Excerpt.quote(entry.value()), Excerpt.quote(data.dataSet()))));
        }
        DatasetSettings.of(entry.value(), method).forEach((key, value) -> put(entry, key, value));
    }

    private void noteBackbone(YamlEntry entry) {
        data.backbone()
                .filter(backbone -> !backbone.equals(entry.value()))
                .ifPresent(backbone -> notices.add(Excerpt.line("%s: names the backbone %s, the features are of %s"
                        .formatted(place(entry), Excerpt.quote(entry.value()), Excerpt.quote(backbone)))));
    }

    private void requireOneOf(YamlEntry entry, List<String> possible) {
        if (possible.stream().noneMatch(value -> same(value, entry.value()))) {
            throw bad(
                    entry,
                    "is %s, jclip trains as the published configurations do, with %s"
                            .formatted(Excerpt.quote(entry.value()), String.join(" or ", possible)));
        }
    }

    private static boolean same(String first, String second) {
        try {
            return Double.parseDouble(first) == Double.parseDouble(second);
        } catch (NumberFormatException _) {
            return first.equalsIgnoreCase(second);
        }
    }

    private void put(YamlEntry entry, String key, String value) {
        values.put(key, new Given(value, place(entry)));
    }

    private String place(YamlEntry entry) {
        return file + ":" + entry.line();
    }

    private BadInputException unknown(YamlEntry entry, Collection<String> known) {
        String help = NearestKey.of(entry.key(), known)
                .map(key -> "did you mean " + key + "?")
                .orElseGet(() -> layer == Layer.OWN
                        ? "there are %s, and sections for %s"
                                .formatted(String.join(", ", Configuration.SHARED), String.join(", ", Methods.NAMES))
                        : "it is none of Dassl's, CoOp's or TaskRes's");
        return new BadInputException(
                Excerpt.line("%s: unknown key %s; %s".formatted(place(entry), Excerpt.quote(entry.key()), help)));
    }

    private BadInputException bad(YamlEntry entry, String what) {
        return new BadInputException(Excerpt.line("%s: %s %s".formatted(place(entry), entry.key(), what)));
    }

    Map<String, Given> values() {
        return values;
    }

    List<String> notices() {
        return notices;
    }

    /** Orders files by what they win over; those of one layer stay in the order in which they were given. */
    static Comparator<ConfigurationFile> byLayer() {
        return Comparator.comparing(file -> file.layer);
    }
}
