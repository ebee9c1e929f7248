// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where downloaded checkpoints, vocabularies, models and the embeddings of images that were tuned on are kept:
 * <code>JCLIP_CACHE</code>, or <code>jclip</code> in <code>XDG_CACHE_HOME</code>, or <code>~/.cache/jclip</code>.
 */
record CacheFolder(String path, String state) {
    static final String VARIABLE = "JCLIP_CACHE";

    static CacheFolder ofEnvironment(Map<String, String> environment) {
        Path path = path(environment).toAbsolutePath().normalize();
        return new CacheFolder(path.toString(), state(path));
    }

    private static Path path(Map<String, String> environment) {
        String chosen = environment.getOrDefault(VARIABLE, "");
        if (!chosen.isBlank()) {
            return Path.of(chosen);
        }
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        return caches.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "jclip")
                : Path.of(caches, "jclip");
    }

    private static String state(Path path) {
        if (Files.notExists(path)) {
            return path + " (not made yet; %s moves it)".formatted(VARIABLE);
        }
        return path + (Files.isWritable(path) ? "" : " (not writable; set %s to another folder)".formatted(VARIABLE));
    }
}
