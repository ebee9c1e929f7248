// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.io.FileErrors;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The compiler of the CUDA toolkit, a program of its own.
 *
 * @param program that runs it
 * @param cuda its version
 */
record Nvcc(Path program, String cuda) implements PtxCompiler {
    private static final Pattern RELEASE = Pattern.compile("release (\\d+\\.\\d)");
    private static final List<String> TOOLKIT = List.of("/usr/local/cuda/bin", "/opt/cuda/bin");

    /** That of the {@code PATH}, or of the toolkit's own folders. */
    static Optional<PtxCompiler> find() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), TOOLKIT.stream())
                .map(folder -> Path.of(folder, "nvcc"))
                .filter(Files::isExecutable)
                .flatMap(program -> version(program).stream().map(version -> new Nvcc(program, version)))
                .map(PtxCompiler.class::cast)
                .findFirst();
    }

    private static Optional<String> version(Path program) {
        try {
            Matcher release = RELEASE.matcher(run(List.of(program.toString(), "--version")));
            return release.find() ? Optional.of(release.group(1)) : Optional.empty();
        } catch (IOException | CudaException e) {
            return Optional.empty();
        }
    }

    @Override
    public String ptx(KernelSource source, List<String> options) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("jclip-nvcc");
            for (Map.Entry<String, String> header : source.headers().entrySet()) {
                Files.writeString(folder.resolve(header.getKey()), header.getValue());
            }
            Path input = Files.writeString(folder.resolve(source.file()), source.text());
            Path output = folder.resolve("ptx");
            List<String> command = new ArrayList<>(List.of(program.toString(), "--ptx"));
            command.addAll(options);
            command.addAll(List.of("--output-file", output.toString(), input.toString()));
            run(command);
            return Files.readString(output);
        } catch (IOException e) {
            throw FileErrors.writing(folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder, e);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw FileErrors.writing(folder, e);
        }
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new CudaException("%s fails:%n%s".formatted(command.getFirst(), printed.strip()));
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CudaException("interrupted while waiting for " + command.getFirst());
        }
    }

    @Override
    public String description() {
        return "nvcc " + cuda;
    }
}
