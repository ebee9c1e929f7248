// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/**
 * A file of kernels in CUDA C, which lie beside this class.
 *
 * @param name without the ending {@code .cu}
 * @param text of the file
 * @param headers that any kernel may include, by name
 */
record KernelSource(String name, String text, Map<String, String> headers) {
    private static final String ENDING = ".cu";
    private static final List<String> HEADERS =
            List.of("activation.cuh", "elements.cuh", "intrinsics.cuh", "mma.cuh", "reductions.cuh");

    static KernelSource of(String name) {
        Map<String, String> headers = new LinkedHashMap<>();
        HEADERS.forEach(header -> headers.put(header, read(header)));
        return new KernelSource(name, read(name + ENDING), headers);
    }

    /** Every file of kernels, by name. */
    static List<KernelSource> all() {
        return resources()
                .filter(resource -> resource.endsWith(ENDING))
                .map(resource -> resource.substring(0, resource.length() - ENDING.length()))
                .sorted()
                .map(KernelSource::of)
                .toList();
    }

    /** The names of the files beside this class, which lie in a folder or in a jar. */
    private static Stream<String> resources() {
        try {
            URLConnection known =
                    KernelSource.class.getResource(HEADERS.getFirst()).openConnection();
            if (known instanceof JarURLConnection inJar) {
                String folder = inJar.getEntryName().substring(0, inJar.getEntryName().lastIndexOf('/') + 1);
                return inJar.getJarFile().stream()
                        .map(JarEntry::getName)
                        .filter(entry -> entry.startsWith(folder))
                        .map(entry -> entry.substring(folder.length()))
                        .toList()
                        .stream();
            }
            try (Stream<Path> files = Files.list(Path.of(known.getURL().toURI()).getParent())) {
                return files.map(file -> file.getFileName().toString()).toList().stream();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    String file() {
        return name + ENDING;
    }

    /** All that compiled code depends on, but for compiler and options. */
    String identity() {
        return String.join("\n", file(), text, headers.toString());
    }

    /** The SHA-256 of that, in hexadecimal. */
    String digest() {
        try {
            byte[] identity = identity().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(identity));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
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
