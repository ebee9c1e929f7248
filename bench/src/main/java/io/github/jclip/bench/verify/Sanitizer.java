// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.BadInputException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compute Sanitizer, and what it shall look at.
 *
 * @param executable of {@code compute-sanitizer}
 * @param tools that run, one after the other
 * @param command that runs {@code jclip gpu-verify} on a few cases of each op once more, to which {@code --out} and a
 *     folder can be added
 */
public record Sanitizer(Path executable, Set<SanitizerTool> tools, List<String> command) {
    /** Its name in the CUDA toolkit. */
    public static final String NAME = "compute-sanitizer";

    private static final List<String> TOOLKITS = List.of("/usr/local/cuda/bin", "/opt/cuda/bin");

    /** Copies the collections. */
    public Sanitizer {
        tools = Set.copyOf(tools);
        command = List.copyOf(command);
    }

    /**
     * The executable of a name: a file, or what {@code PATH} or the toolkit's usual folders have of that name.
     *
     * @throws BadInputException if there is none
     */
    public static Path find(String name) {
        Stream<Path> candidates = name.contains(File.separator)
                ? Stream.of(Path.of(name))
                : Stream.concat(
                                Stream.of(
                                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                                TOOLKITS.stream())
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, name));
        return candidates
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElseThrow(() -> new BadInputException(
                        "%s: no such program; it comes with the CUDA toolkit, or give --sanitizer its path"
                                .formatted(name)));
    }
}
