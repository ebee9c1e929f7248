// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
    /** Of the files' names. */
    static final String ENDING = ".cu";

    private static final Pattern INCLUDE = Pattern.compile("^#include \"(.+)\"$", Pattern.MULTILINE);

    static KernelSource of(String name) {
        String text = read(name + ENDING);
        return new KernelSource(name, text, headersOf(text));
    }

    /** What a text includes, directly or through others, by name. */
    static Map<String, String> headersOf(String text) {
        Map<String, String> headers = new TreeMap<>();
        addIncluded(text, headers);
        return headers;
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
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(identity));
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
