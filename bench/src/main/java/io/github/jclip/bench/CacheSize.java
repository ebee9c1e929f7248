// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The last-level cache, beyond which tensors must reach for memory bandwidth to show. */
public final class CacheSize {
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
    private static final int MOST_LEVELS = 8;
    private static final long LEAST_STREAM = 64L << 20;
    private static final long MOST_STREAM = 256L << 20;

    private CacheSize() {}

    /** In bytes, where the system tells. */
    static OptionalLong lastLevel() {
        OptionalLong size = OptionalLong.empty();
        for (int i = 0; i < MOST_LEVELS; i++) {
            Path file = CACHES.resolve("index" + i).resolve("size");
            try {
                size = OptionalLong.of(parse(Files.readString(file).strip()));
            } catch (IOException _) {
                return size;
            }
        }
        return size;
    }

    private static long parse(String text) {
        long kilobytes = Long.parseLong(text.substring(0, text.length() - 1));
        return text.endsWith("M") ? kilobytes << 20 : kilobytes << 10;
    }

    /** Bytes of each tensor of an op that shall not find its operands in a cache; bounded, so that it runs anywhere. */
    public static long streamBytes() {
        long cache = lastLevel().orElse(LEAST_STREAM);
        return Math.clamp(Long.highestOneBit(cache), LEAST_STREAM, MOST_STREAM);
    }
}
