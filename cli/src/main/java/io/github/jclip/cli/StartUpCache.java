// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class-data archive that the build leaves beside the standalone jar: classes already loaded
 * and linked. It holds for the one JDK that made it, whose {@code release} file is kept beside it; a JVM given a cache
 * that does not fit starts slower than without any.
 *
 * <p>This is the older form of the cache on purpose: that of JEP 514 keeps no lambdas where an incubating module is
 * added.
 */
final class StartUpCache {
    private static final String NAME = "jclip.jsa";

    private StartUpCache() {}

    /**
     * Makes the cache of a jar beside it: a training run lists the classes, lambdas and method handles in use, a second
     * process dumps them.
     *
     * @param javaHome of the Java that will use it
     * @return whether there is one now; if not, {@code jclip.jsa.log} beside the jar tells why
     */
    static boolean make(Path javaHome, Path jar) throws IOException {
        Path cache = jar.resolveSibling(NAME);
        Path madeBy = madeBy(cache);
        Path classes = jar.resolveSibling(NAME + ".classes");
        Path log = jar.resolveSibling(NAME + ".log");
        for (Path old : List.of(madeBy, cache, log)) {
            Files.deleteIfExists(old);
        }
        String program = javaHome.resolve("bin").resolve("java").toString();
        Stream<String> training = Stream.of("-Xshare:auto", "-XX:DumpLoadedClassList=" + classes);
        Stream<String> dump =
                Stream.of("-Xshare:dump", "-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + cache);
        boolean made = run(program, training, jar, Stream.of("warm-up"), log)
                && run(program, dump, jar, Stream.empty(), log)
                && Files.exists(cache);
        Files.deleteIfExists(classes);
        if (made) {
            Files.delete(log);
            Files.copy(javaHome.resolve("release"), madeBy);
        }
        return made;
    }

    private static boolean run(String program, Stream<String> flags, Path jar, Stream<String> arguments, Path log)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(Relaunch.FLAGS);
        flags.forEach(command::add);
        command.addAll(List.of("-jar", jar.toString()));
        arguments.forEach(command::add);
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.appendTo(log.toFile()))
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The JVM flags to use the cache of a jar; none if there is no cache that fits the running JDK. */
    static List<String> flags(Path jar) {
        Path cache = jar.resolveSibling(NAME);
        return fits(cache) ? List.of("-XX:SharedArchiveFile=" + cache, "-Xlog:aot=off,cds=off") : List.of();
    }

    private static boolean fits(Path cache) {
        Path running = Path.of(System.getProperty("java.home"), "release");
        try {
            return Files.isRegularFile(cache) && Files.mismatch(madeBy(cache), running) == -1;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path madeBy(Path cache) {
        return cache.resolveSibling(NAME + ".jdk");
    }
}
