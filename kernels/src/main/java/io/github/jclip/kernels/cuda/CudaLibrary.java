// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A library of CUDA that jclip calls, and the one without which it does not work. */
enum CudaLibrary {
    /** Matrix products. */
    CUBLAS("libcublas", "libcublasLt"),
    /** The compiler for kernels. */
    NVRTC("libnvrtc", "libnvrtc-builtins");

    private final String stem;
    private final String companion;

    CudaLibrary(String stem, String companion) {
        this.stem = stem;
        this.companion = companion;
    }

    /** The file's name, given what follows the stem: {@code .so.12}. */
    String file(String ending) {
        return stem + ending;
    }

    /**
     * The file beside this library that it will ask the system's loader for, by name: in a folder that the loader does not
     * search, it is found only if it has been loaded before.
     */
    Optional<Path> companion(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(companion + ending))
                    .min(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
