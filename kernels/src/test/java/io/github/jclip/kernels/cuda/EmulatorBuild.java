// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Builds the emulated libraries with the C++ compiler of this machine, unless that has been done from these sources. */
final class EmulatorBuild {
    private static final Path MODULE = module();

    static final Path TARGET = MODULE.resolve("target/emulator");

    private static final Path SOURCES = MODULE.resolve("src/test/emulator");
    private static final String COMPILER =
            Optional.ofNullable(System.getenv("CXX")).orElse("g++");
    private static final long MINUTES = 5;

    /** Why there is no emulator, or empty. */
    static final String PROBLEM;

    /** Where the libraries are, if they could be built. */
    static final Optional<Path> FOLDER;

    static {
        String problem = problem();
        PROBLEM = problem;
        FOLDER = problem.isEmpty() ? Optional.of(TARGET.resolve(digest())) : Optional.empty();
    }

    private EmulatorBuild() {}

    /** The folder of kernels, whichever module's tests are running. */
    private static Path module() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("kernels/src/test/emulator"))) {
            folder = folder.getParent();
        }
        return folder.resolve("kernels");
    }

    private static String problem() {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            return "the emulated GPU needs Linux on x86-64";
        }
        try {
            run(List.of(COMPILER, "--version"));
        } catch (IOException e) {
            return "the emulated GPU needs a C++ compiler; install " + COMPILER + " or name another in CXX";
        }
        try {
            build(TARGET.resolve(digest()));
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Once, also where tests run in several processes. */
    private static void build(Path folder) throws IOException {
        Files.createDirectories(TARGET);
        try (FileChannel file = FileChannel.open(TARGET.resolve("lock"), CREATE, WRITE);
                FileLock _ = file.lock()) {
            if (!Files.isDirectory(folder)) {
                buildAnew(folder);
            }
        }
    }

    private static void buildAnew(Path folder) throws IOException {
        Path fresh = Files.createTempDirectory(TARGET, "build");
        library(fresh, "libcuda.so.1", List.of("-O2", "-U_FORTIFY_SOURCE"), "driver.cpp", "grid.cpp", "shadow.cpp");
        String home = "-DEMULATION_HOME=\"%s\"".formatted(SOURCES);
        String compiler = "-DEMULATION_CXX=\"%s\"".formatted(COMPILER);
        library(fresh, "libnvrtc.so.12", List.of("-O0", home, compiler), "nvrtc.cpp");
        String version = "-Wl,--version-script=" + SOURCES.resolve("cublas12.map");
        for (String cuda : List.of("12", "13")) {
            List<String> options = List.of("-O2", "-L" + fresh, "-l:libcuda.so.1", "-DEMULATION_CUDA=" + cuda);
            library(fresh, "libcublas.so." + cuda, cuda.equals("12") ? with(options, version) : options, "cublas.cpp");
            library(fresh, "libcublasLt.so." + cuda, options, "cublaslt.cpp");
        }
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> with(List<String> options, String... more) {
        return Stream.concat(options.stream(), Stream.of(more)).toList();
    }

    private static void library(Path folder, String name, List<String> options, String... sources) throws IOException {
        List<String> command = new ArrayList<>(List.of(COMPILER, "-std=c++17", "-shared", "-fPIC"));
        command.addAll(List.of("-fvisibility=hidden", "-Wl,-soname," + name));
        for (String source : sources) {
            command.add(SOURCES.resolve(source).toString());
        }
        command.addAll(options);
        command.addAll(List.of("-ldl", "-o", folder.resolve(name).toString()));
        run(command);
    }

    private static void run(List<String> command) throws IOException {
        Path log = Files.createTempFile("emulator", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ":\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            Files.delete(log);
        }
    }

    /** Of the sources and the compiler's name. */
    private static String digest() {
        try (Stream<Path> files = Files.list(SOURCES)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(COMPILER.getBytes(StandardCharsets.UTF_8));
            for (Path file : files.sorted().toList()) {
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
