// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The class-data archive that the build leaves beside the standalone jar: classes already loaded
 * and linked. It holds for the one JDK that made it, whose {@code release} file is kept beside it; a JVM given a cache
 * that does not fit starts slower than without any.
 */
final class StartUpCache {
    private StartUpCache() {}

    /** The JVM flags to use the cache of a jar; none if there is no cache that fits the running JDK. */
    static List<String> flags(Path jar) {
        Path cache = jar.resolveSibling("jclip.jsa");
        return fits(cache) ? List.of("-XX:SharedArchiveFile=" + cache, "-Xlog:aot=off,cds=off") : List.of();
    }

    private static boolean fits(Path cache) {
        Path madeBy = cache.resolveSibling("jclip.jsa.jdk");
        Path running = Path.of(System.getProperty("java.home"), "release");
        try {
            return Files.isRegularFile(cache) && Files.mismatch(madeBy, running) == -1;
        } catch (IOException e) {
            return false;
        }
    }
}
