// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.config;

import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a run is to do, put together from layers, each of which wins over those before it: the defaults, what the method's
 * authors take for the data set, a published data set's file, a published method's file, files of one's own, options.
 * Every value remembers where it came from.
 */
public final class Configuration {
    /** The number of shots where nothing says another. */
    public static final int DEFAULT_SHOTS = 16;

    static final String SHOTS = "shots";
    static final String SEED = "seed";
    static final String SUBSET = "subset";
    static final String PROTOCOL = "protocol";
    static final String BASE = "base";

    /** The keys that every method has. */
    static final List<String> SHARED = List.of(SHOTS, SEED, SUBSET, PROTOCOL, BASE);

    /**
     * What there is to tune on.
     *
     * @param dataSet its name
     * @param backbone the model that made the embeddings, where that is known
     */
    public record Data(String dataSet, Optional<String> backbone) {}

    /** A text and where it came from. */
    record Given(String text, String origin) {}

    private final String method;
    private final Map<String, Given> given;
    private final List<String> notices;
    private final Method configured;
    private final List<ConfiguredValue> values = new ArrayList<>();

    private Configuration(String method, Map<String, Given> given, List<String> notices) {
        this.method = method;
        this.given = given;
        this.notices = notices;
        configured = configure();
        record();
    }

    /**
     * Puts the layers together.
     *
     * @param files configurations, ours or published, YAML or JSON; a later one wins over an earlier one of its layer
     * @param options values by key, which win over everything
     * @throws BadInputException if a file cannot be read, has an unknown key, or a value cannot be used
     */
    public static Configuration of(String method, Data data, List<Path> files, Map<String, String> options) {
        return of(method, data, files, options, Map.of());
    }

    /**
     * Puts the layers together.
     *
     * @param sampled values by key that a list of images has, which win over options as well
     * @throws BadInputException if a file cannot be read, has an unknown key, or a value cannot be used
     */
    public static Configuration of(
            String method, Data data, List<Path> files, Map<String, String> options, Map<String, String> sampled) {
        Map<String, Given> given = new LinkedHashMap<>();
        DatasetSettings.of(data.dataSet(), method)
                .forEach((key, value) -> given.put(key, new Given(value, "data set " + data.dataSet())));
        List<String> notices = new ArrayList<>();
        List<ConfigurationFile> read = files.stream()
                .map(file -> ConfigurationFile.read(file, method, data))
                .sorted(ConfigurationFile.byLayer())
                .toList();
        for (ConfigurationFile file : read) {
            given.putAll(file.values());
            notices.addAll(file.notices());
        }
        options.forEach((key, value) -> given.put(key, new Given(value, "--" + key)));
        sampled.forEach((key, value) -> given.put(key, new Given(value, "--sample")));
        return new Configuration(method, given, notices);
    }

    private Method configure() {
        Method defaults = Methods.named(method, shots());
        Map<String, String> changes = new LinkedHashMap<>();
        for (String key : Methods.settings(defaults).keySet()) {
            Given value = given.get(key);
            if (value != null) {
                // Alone first, so that a mistake is reported where it was made.
                Methods.with(defaults, Map.of(key, value.text()), value.origin());
                changes.put(key, value.text());
            }
        }
        return Methods.with(defaults, changes, method);
    }

    private void record() {
        add(SHOTS, shots());
        add(SEED, seed());
        add(SUBSET, subset().name().toLowerCase(Locale.ROOT));
        add(PROTOCOL, protocol().name().toLowerCase(Locale.ROOT));
        base().ifPresent(file -> add(BASE, file.toString()));
        Methods.settings(configured).forEach(this::add);
    }

    private void add(String key, Object value) {
        String origin = Optional.ofNullable(given.get(key)).map(Given::origin).orElse("default");
        values.add(new ConfiguredValue(key, value, origin));
    }

    /** The method with its settings. */
    public Method method() {
        return configured;
    }

    /** Training images of each class, 0 for all. */
    public int shots() {
        long number = number(SHOTS, DEFAULT_SHOTS);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw bad(SHOTS, "give the number of images per class, or 0 for all");
        }
        return (int) number;
    }

    /** Seed of the order, and of the choice, of images. */
    public long seed() {
        return number(SEED, 1);
    }

    /** Which classes take part. */
    public Subset subset() {
        return constant(SUBSET, Subset.ALL, Subset.values());
    }

    /** What hyperparameters may be chosen on. */
    public Protocol protocol() {
        return constant(PROTOCOL, Protocol.SEALED, Protocol.values());
    }

    /** The file or run folder of an enhanced base classifier. */
    public Optional<Path> base() {
        return Optional.ofNullable(given.get(BASE)).map(value -> Path.of(value.text()));
    }

    /** Every value with where it came from, in order. */
    public List<ConfiguredValue> values() {
        return List.copyOf(values);
    }

    /** What the user should know of the files, a line each. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    private long number(String key, long otherwise) {
        Given value = given.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(value.text().strip());
        } catch (NumberFormatException _) {
            throw bad(key, "give a whole number");
        }
    }

    private <T extends Enum<T>> T constant(String key, T otherwise, T[] choices) {
        Given value = given.get(key);
        if (value == null) {
            return otherwise;
        }
        List<String> words = new ArrayList<>();
        for (T choice : choices) {
            String word = choice.name().toLowerCase(Locale.ROOT);
            if (word.equals(value.text().strip().toLowerCase(Locale.ROOT))) {
                return choice;
            }
            words.add(word);
        }
        throw bad(key, "give one of " + String.join(", ", words));
    }

    private BadInputException bad(String key, String fix) {
        Given value = given.get(key);
        String where = value.origin().equals("--" + key) ? value.origin() : value.origin() + ": " + key;
        return new BadInputException(Excerpt.line("%s %s: %s".formatted(where, value.text(), fix)));
    }
}
