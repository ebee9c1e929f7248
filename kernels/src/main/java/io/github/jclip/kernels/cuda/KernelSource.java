// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A file of kernels in CUDA C, which lie beside this class.
 *
 * @param name without the ending {@code .cu}
 * @param text of the file
 * @param headers that it includes, directly or through others, by name
 */
record KernelSource(String name, String text, Map<String, String> headers) {
    private static final Pattern INCLUDE = Pattern.compile("^#include \"(.+)\"$", Pattern.MULTILINE);

    static KernelSource of(String name) {
        String text = read(name + ".cu");
        Map<String, String> headers = new TreeMap<>();
        addIncluded(text, headers);
        return new KernelSource(name, text, headers);
    }

    private static void addIncluded(String text, Map<String, String> headers) {
        for (MatchResult include : INCLUDE.matcher(text).results().toList()) {
            String header = include.group(1);
            if (!headers.containsKey(header)) {
                headers.put(header, read(header));
                addIncluded(headers.get(header), headers);
            }
        }
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
