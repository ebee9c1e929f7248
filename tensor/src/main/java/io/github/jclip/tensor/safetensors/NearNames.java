// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.io.Excerpt;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Names to suggest for one that is not there: those that share most characters at both ends. */
final class NearNames {
    private static final int SUGGESTIONS = 3;

    private NearNames() {}

    /** The nearest names, quoted and separated by commas; empty if none shares anything. */
    static String suggest(String wanted, Collection<String> names) {
        return names.stream()
                .filter(name -> likeness(wanted, name) > 0)
                .sorted(Comparator.comparingInt((String name) -> likeness(wanted, name))
                        .reversed()
                        .thenComparingInt(String::length)
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SUGGESTIONS)
                .map(Excerpt::quote)
                .collect(Collectors.joining(", "));
    }

    private static int likeness(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        int prefix = 0;
        while (prefix < shorter && a.charAt(prefix) == b.charAt(prefix)) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < shorter - prefix && a.charAt(a.length() - 1 - suffix) == b.charAt(b.length() - 1 - suffix)) {
            suffix++;
        }
        return prefix + suffix;
    }
}
