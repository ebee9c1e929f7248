// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the start-up cache of the standalone jar beside it: <code>jclip.jsa</code>, with the release file of the JDK
 * that made it as <code>jclip.jsa.jdk</code>. A training run lists the classes, lambdas and method handles in use, a
 * second process dumps them. jclip runs without, so a failure is a warning.
 *
 * <p>This is the older form of the cache on purpose: that of JEP 514 keeps no lambdas where an incubating module is
 * added.
 */
final class MakeStartUpCache {
    private final List<String> java = new ArrayList<>();
    private final Path jar;
    private final Path log;

    private MakeStartUpCache(Path javaHome, String flags, Path jar) {
        java.add(javaHome.resolve("bin").resolve("java").toString());
        java.addAll(List.of(flags.split(" ")));
        this.jar = jar;
        this.log = jar.resolveSibling("jclip.jsa.log");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path jar = Path.of(args[0]);
        Path javaHome = Path.of(System.getProperty("java.home"));
        new MakeStartUpCache(javaHome, args[1], jar).make(javaHome.resolve("release"));
    }

    private void make(Path release) throws IOException, InterruptedException {
        Path cache = jar.resolveSibling("jclip.jsa");
        Path madeBy = jar.resolveSibling("jclip.jsa.jdk");
        Path classes = jar.resolveSibling("jclip.jsa.classes");
        Files.deleteIfExists(madeBy);
        Files.deleteIfExists(cache);
        Files.deleteIfExists(log);
        boolean made = run(List.of("-Xshare:auto", "-XX:DumpLoadedClassList=" + classes), List.of("warm-up"))
                && run(
                        List.of("-Xshare:dump", "-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + cache),
                        List.of());
        Files.deleteIfExists(classes);
        if (made && Files.exists(cache)) {
            Files.copy(release, madeBy);
        } else {
            System.err.println("[WARNING] no start-up cache for jclip.jar, it will start slower: see " + log);
        }
    }

    private boolean run(List<String> flags, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java);
        command.addAll(flags);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start()
                        .waitFor()
                == 0;
    }
}
