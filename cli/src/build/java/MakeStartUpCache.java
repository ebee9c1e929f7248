// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the start-up cache of the standalone jar (JEP 514) beside it: <code>jclip.aot</code>, with the release file of
 * the JDK that made it as <code>jclip.aot.jdk</code>. jclip runs without, so a failure is a warning.
 */
final class MakeStartUpCache {
    private MakeStartUpCache() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path jar = Path.of(args[0]);
        Path cache = jar.resolveSibling("jclip.aot");
        Path madeBy = jar.resolveSibling("jclip.aot.jdk");
        Path log = jar.resolveSibling("jclip.aot.log");
        Files.deleteIfExists(madeBy);
        Files.deleteIfExists(cache);

        Path javaHome = Path.of(System.getProperty("java.home"));
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(List.of(args[1].split(" ")));
        command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-jar", jar.toString(), "warm-up"));
        int exitCode = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exitCode == 0 && Files.exists(cache)) {
            Files.copy(javaHome.resolve("release"), madeBy);
        } else {
            System.err.println("[WARNING] no start-up cache for jclip.jar, it will start slower: see " + log);
        }
    }
}
