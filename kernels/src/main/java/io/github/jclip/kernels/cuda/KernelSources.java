// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/** Finds the kernels' sources, which lie in a folder or in a jar. */
final class KernelSources {
    /** A source that is there. */
    private static final String KNOWN = "fill" + KernelSource.ENDING;

    private KernelSources() {}

    /** Every file of kernels, by name. */
    static List<KernelSource> all() {
        return files().stream()
                .filter(file -> file.endsWith(KernelSource.ENDING))
                .map(file -> file.substring(0, file.length() - KernelSource.ENDING.length()))
                .sorted()
                .map(KernelSource::of)
                .toList();
    }

    /** The jar that they lie in, if it is one. */
    static Optional<Path> jar() {
        try {
            return known() instanceof JarURLConnection inJar
                    ? Optional.of(Path.of(inJar.getJarFileURL().toURI()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URLConnection known() throws IOException {
        return KernelSources.class.getResource(KNOWN).openConnection();
    }

    private static List<String> files() {
        try {
            URLConnection known = known();
            return known instanceof JarURLConnection inJar
                    ? entries(inJar)
                    : files(Path.of(known.getURL().toURI()).getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> entries(JarURLConnection known) throws IOException {
        String folder = known.getEntryName().substring(0, known.getEntryName().length() - KNOWN.length());
        return known.getJarFile().stream()
                .map(JarEntry::getName)
                .filter(entry -> entry.startsWith(folder))
                .map(entry -> entry.substring(folder.length()))
                .toList();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
