// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Another program of this machine, run to its end.
 *
 * @param name for messages
 */
record Tool(String name, Path program) {

    /** A program in a folder of the {@code PATH}, if it is there. */
    static Optional<Tool> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> new Tool(name, program));
    }

    /**
     * Runs it.
     *
     * @return what it prints on standard output
     * @throws BadInputException with its complaint, if it fails
     */
    String run(List<String> arguments) {
        var printed = new ByteArrayOutputStream();
        try {
            run(arguments, printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /**
     * Runs it.
     *
     * @param out takes what it prints on standard output
     * @throws BadInputException with its complaint, if it fails
     */
    void run(List<String> arguments, OutputStream out) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Path complaints = Files.createTempFile("jclip-", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(Redirect.to(complaints.toFile()))
                    .start();
            process.getOutputStream().close();
            try {
                process.getInputStream().transferTo(out);
                int exitCode = process.waitFor();
                if (exitCode != 0) {
                    throw new BadInputException(Excerpt.line(
                            "%s ended with code %d: %s".formatted(program, exitCode, complaint(complaints, out))));
                }
            } finally {
                process.destroy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        } finally {
            Files.deleteIfExists(complaints);
        }
    }

    /** The first line that is no warning; some programs complain on standard output. */
    private static String complaint(Path complaints, OutputStream out) throws IOException {
        Stream<String> printed = out instanceof ByteArrayOutputStream bytes
                ? bytes.toString(StandardCharsets.UTF_8).lines()
                : Stream.empty();
        return Stream.concat(Files.readString(complaints).lines(), printed)
                .filter(line -> !line.isBlank() && !line.startsWith("WARNING"))
                .findFirst()
                .orElse("it says nothing");
    }
}
