// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every kernel compiles with NVIDIA's own compiler, where there is one, for three generations of GPUs. */
class NvccTest {
    private static final Path SOURCES = Path.of("src/main/resources/io/github/jclip/kernels/cuda");
    private static final String FAST = "--Ofast-compile";
    private static final List<Integer> ARCHITECTURES = List.of(75, 80, 90);

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyKernelCompiles() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<Path> kernels = files.filter(file -> file.toString().endsWith(".cu"))
                    .sorted()
                    .toList();
            assertTrue(kernels.size() >= 4, kernels::toString);
            return kernels.stream().map(file -> dynamicTest(file.getFileName().toString(), () -> compile(file)));
        }
    }

    private void compile(Path kernel) throws IOException, InterruptedException {
        assumeTrue(compilerHelp().isPresent(), "needs nvcc of the CUDA toolkit on the path");
        List<String> command =
                new ArrayList<>(List.of("nvcc", "--std=c++17", "-Werror", "all-warnings", "-fatbin", "--threads=0"));
        for (int architecture : ARCHITECTURES) {
            command.add("-gencode=arch=compute_%1$d,code=sm_%1$d".formatted(architecture));
        }
        // Optimised, attention and its like take minutes; what is not correct fails either way.
        if (compilerHelp().orElseThrow().contains(FAST)) {
            command.add(FAST + "=max");
        }
        command.addAll(List.of("-o", folder.resolve("out").toString(), kernel.toString()));
        Path log = folder.resolve("log");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertEquals(0, exit, Files.readString(log));
    }

    /** What nvcc says of its options, if there is one. */
    private static Optional<String> compilerHelp() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("nvcc", "--help")
                    .redirectErrorStream(true)
                    .start();
            String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(help) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
