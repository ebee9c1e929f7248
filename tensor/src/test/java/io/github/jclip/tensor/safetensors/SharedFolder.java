// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of reference data next to the repository, which a fresh clone does not have. */
final class SharedFolder {
    private SharedFolder() {}

    /** A folder in it; skips the test where it is absent. */
    static Path folder(String name) {
        return find(name)
                .orElseGet(() -> abort("no folder shared/" + name + " next to the repository (or in JCLIP_SHARED)"));
    }

    /** A folder in it, if it is there. */
    static Optional<Path> find(String name) {
        String named = System.getenv("JCLIP_SHARED");
        if (named != null && Files.isDirectory(Path.of(named, name))) {
            return Optional.of(Path.of(named, name));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolveSibling("shared").resolve(name);
            if (Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
