// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * The parts of a JDK that jclip needs, linked into a Java of its own.
 *
 * @param modules what the classes of the jar refer to, and what they reach by name
 */
record BundleRuntime(Tool jlink, List<String> modules) {
    /** Found by name, where {@code jdeps} does not see it: the tokenizer mends text that was read as Mac OS Roman. */
    private static final String CHARSETS = "jdk.charsets";

    /**
     * What the jar needs of this JVM's JDK.
     *
     * @throws BadInputException if it is no complete JDK
     */
    static BundleRuntime of(Path jar) {
        Tool jdeps = tool("jdeps");
        Tool jlink = tool("jlink");
        String release = Integer.toString(Runtime.version().feature());
        String found = jdeps.run(
                List.of("--multi-release", release, "--ignore-missing-deps", "--print-module-deps", jar.toString()));
        TreeSet<String> modules = new TreeSet<>(List.of(found.strip().split(",")));
        modules.add(CHARSETS);
        return new BundleRuntime(jlink, List.copyOf(modules));
    }

    private static Tool tool(String name) {
        Path home = Path.of(System.getProperty("java.home"));
        Path program = home.resolve("bin").resolve(name);
        if (!Files.isExecutable(program)) {
            throw new BadInputException(
                    "bundle: the Java in %s has no %s; run it with a complete JDK %d or newer (https://adoptium.net)"
                            .formatted(home, name, Runtime.version().feature()));
        }
        return new Tool(name, program);
    }

    /**
     * Links it into a new folder. Its files are left uncompressed: the archive does that better.
     *
     * @throws BadInputException if jlink refuses, as that of a JDK without its modules does
     */
    void linkInto(Path folder) {
        jlink.run(List.of(
                "--add-modules",
                String.join(",", modules),
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                "zip-0",
                "--output",
                folder.toString()));
    }
}
