// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of kernels in CUDA C, which lie beside this class.
 *
 * @param name without the ending {@code .cu}
 * @param text of the file
 * @param headers that any kernel may include, by name
 */
record KernelSource(String name, String text, Map<String, String> headers) {
    private static final List<String> HEADERS =
            List.of(
                    "activation.cuh",
                    "channels.cuh",
                    "elements.cuh",
                    "intrinsics.cuh",
                    "mma.cuh",
                    "reductions.cuh",
                    "windows.cuh");

    static KernelSource of(String name) {
        Map<String, String> headers = new LinkedHashMap<>();
        HEADERS.forEach(header -> headers.put(header, read(header)));
        return new KernelSource(name, read(name + ".cu"), headers);
    }

    String file() {
        return name + ".cu";
    }

    private static String read(String resource) {
        try (InputStream in = KernelSource.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no kernel source " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
