// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The NVIDIA driver of this machine.
 *
 * @param version as the kernel module reports it, or empty where that is not readable (Windows, WSL)
 * @param library whether its user-space half, libcuda, can be loaded; without it no program can reach the GPU
 */
record NvidiaDriver(String version, boolean library) {
    private static final Path KERNEL_MODULE = Path.of("/proc/driver/nvidia/version");
    private static final Pattern VERSION = Pattern.compile("Kernel Module(?: for \\S+)?\\s+(\\d+(?:\\.\\d+)+)");

    static Optional<NvidiaDriver> find() {
        String library = System.getProperty("os.name").startsWith("Windows") ? "nvcuda.dll" : "libcuda.so.1";
        return find(KERNEL_MODULE, library, NvidiaDriver::loads);
    }

    static Optional<NvidiaDriver> find(Path kernelModule, String library, Predicate<String> loads) {
        boolean loaded = loads.test(library);
        boolean running = Files.exists(kernelModule);
        return loaded || running ? Optional.of(new NvidiaDriver(version(kernelModule), loaded)) : Optional.empty();
    }

    private static String version(Path kernelModule) {
        try {
            Matcher matcher = VERSION.matcher(Files.readString(kernelModule));
            return matcher.find() ? matcher.group(1) : "";
        } catch (IOException e) {
            return "";
        }
    }

    @SuppressWarnings("restricted")
    private static boolean loads(String library) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(library, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "NVIDIA driver%s%s"
                .formatted(version.isEmpty() ? "" : " " + version, library ? "" : " (without libcuda)");
    }
}
