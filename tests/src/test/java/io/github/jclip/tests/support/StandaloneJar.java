// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tests.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The standalone jar as users run it: a process of its own. The build's package phase makes it. */
public final class StandaloneJar {
    public static final Path FILE = Golden.project().resolve("cli/target/jclip.jar");
    public static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    /** With these the first JVM does the work; without them it starts a second one that has them. */
    public static final List<String> FLAGS =
            List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");

    private static final List<String> MODULES =
            List.of("tensor", "kernels", "clip-model", "weights-converter", "taskres", "cli");

    private StandaloneJar() {}

    /** Skips the test where the jar has not been built, or not since the last change. */
    public static void assumeUpToDate() throws IOException {
        assumeTrue(Files.exists(FILE), "no " + FILE + "; mvn verify makes it");
        for (String module : MODULES) {
            Path classes = Golden.project().resolve(module).resolve("target/classes");
            assumeTrue(
                    lastModified(FILE).compareTo(newestIn(classes)) >= 0,
                    FILE + " is older than the classes; mvn verify renews it");
        }
    }

    private static FileTime newestIn(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(StandaloneJar::lastModified)
                    .max(FileTime::compareTo)
                    .orElseThrow();
        }
    }

    private static FileTime lastModified(Path file) {
        return FileTime.fromMillis(file.toFile().lastModified());
    }

    /** A process that is to run a command line of jclip, on a Java with these options. */
    public static ProcessBuilder process(Path javaHome, List<String> options, String... args) {
        List<String> command =
                new ArrayList<>(List.of(javaHome.resolve("bin").resolve("java").toString()));
        command.addAll(options);
        command.addAll(List.of("-jar", FILE.toString()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }

    /** A process that is to run a command line of jclip, in one JVM. */
    public static ProcessBuilder process(String... args) {
        return process(JAVA_HOME, FLAGS, args);
    }

    /** Runs a command line of jclip to its end, in one JVM. */
    public static Finished run(String... args) throws IOException, InterruptedException {
        return Finished.run(process(args));
    }
}
