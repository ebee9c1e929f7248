// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys of Dassl's, CoOp's and TaskRes's configurations, and what they mean here; {@code published-keys.txt}. */
final class PublishedKeys {
    /** What a key means here. */
    sealed interface Meaning {}

    /** Its value is that of a key of ours. */
    record Ours(String key) implements Meaning {}

    /** Its value can only be one of these. */
    record Fixed(List<String> values) implements Meaning {}

    /** It is known, but says nothing about tuning on embeddings. */
    enum Silent implements Meaning {
        SILENT
    }

    private static final Map<String, Meaning> MEANINGS = load();
    private static final Set<String> SECTIONS =
            MEANINGS.keySet().stream().map(key -> key.split("\\.", 2)[0]).collect(Collectors.toUnmodifiableSet());

    private PublishedKeys() {}

    private static Map<String, Meaning> load() {
        Map<String, Meaning> meanings = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                PublishedKeys.class.getResourceAsStream("published-keys.txt"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                if (!words[0].equals("#")) {
                    meanings.put(words[0], meaning(words));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return meanings;
    }

    private static Meaning meaning(String[] words) {
        if (words.length == 1) {
            return Silent.SILENT;
        }
        return words[1].equals("=")
                ? new Ours(words[2])
                : new Fixed(Arrays.asList(words).subList(2, words.length));
    }

    static Optional<Meaning> of(String key) {
        return Optional.ofNullable(MEANINGS.get(key));
    }

    static Set<String> keys() {
        return MEANINGS.keySet();
    }

    /** Whether a file with this section is one of theirs. */
    static boolean hasSection(String section) {
        return SECTIONS.contains(section);
    }
}
