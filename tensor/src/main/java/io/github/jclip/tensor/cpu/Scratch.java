// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.Arena;

/** Memory that one worker uses again for every task. It grows to the largest request and is freed on close. */
final class Scratch implements AutoCloseable {
    static final long ALIGNMENT = 64;

    private Arena arena;
    private long address;
    private long capacity;

    /** The address of at least this many bytes, undefined in content, until the next request. */
    long atLeast(long bytes) {
        if (bytes > capacity) {
            close();
            arena = Arena.ofShared();
            address = arena.allocate(bytes, ALIGNMENT).address();
            capacity = bytes;
        }
        return address;
    }

    @Override
    public void close() {
        if (arena != null) {
            arena.close();
            arena = null;
            capacity = 0;
        }
    }
}
