// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.Devices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * What runs on a Linux machine without Java: a linked runtime, the standalone jar with its start-up cache, a launcher
 * and, where a compiler was found, kernels for GPUs.
 *
 * @param jar the standalone jar
 * @param withKernels whether kernels are compiled
 */
record Bundle(Version version, Path jar, BundleRuntime runtime, boolean withKernels) {

    /** The name of the archive without its ending, and of the folder in it. */
    String name() {
        return "jclip-%s-linux-x86_64".formatted(version.number());
    }

    /**
     * Fills an empty folder.
     *
     * @param folder of the bundle, under any name
     * @return what was compiled for GPUs, or why nothing was, a line for each kind of device
     */
    List<String> writeTo(Path folder) throws IOException {
        Path java = folder.resolve("runtime");
        runtime.linkInto(java);
        Path lib = Files.createDirectory(folder.resolve("lib"));
        Path copy = Files.copy(jar, lib.resolve("jclip.jar"));
        // The cache holds for a jar of this time, which is the one that the archive gives it.
        Files.setLastModifiedTime(copy, FileTime.from(version.timestamp()));
        Files.writeString(lib.resolve("jvm.options"), String.join("\n", Relaunch.FLAGS) + "\n");
        StartUpCache.make(java, copy);
        Path launcher = Files.createDirectory(folder.resolve("bin")).resolve("jclip");
        Files.writeString(launcher, resource("bundle/jclip"));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                folder.resolve("README.md"), resource("bundle/README.md").replace("@VERSION@", version.number()));
        Files.writeString(folder.resolve("LICENSE"), resource("/META-INF/LICENSE"));
        Files.writeString(folder.resolve("NOTICE"), resource("/META-INF/NOTICE"));
        return withKernels ? kernels(folder.resolve("ptx")) : List.of();
    }

    /** Whether a folder is one that this made. */
    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve("lib").resolve("jclip.jar"))
                && Files.isExecutable(folder.resolve("bin").resolve("jclip"));
    }

    private static List<String> kernels(Path folder) throws IOException {
        Files.createDirectory(folder);
        List<String> done = Devices.providers().stream()
                .map(provider -> provider.compileAhead(folder))
                .flatMap(Optional::stream)
                .toList();
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                return done;
            }
        }
        Files.delete(folder);
        return done;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Bundle.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
