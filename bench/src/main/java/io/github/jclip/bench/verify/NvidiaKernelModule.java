// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The half of NVIDIA's driver that runs in the kernel. */
final class NvidiaKernelModule {
    private static final Path FILE = Path.of("/proc/driver/nvidia/version");

    private NvidiaKernelModule() {}

    /** What it says of itself, or that it is not there. */
    static String version() {
        try {
            return Files.readString(FILE)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceAll("\\s+", " ")
                    .strip();
        } catch (IOException _) {
            return "no NVIDIA kernel module";
        }
    }
}
