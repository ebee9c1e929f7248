// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Host memory outside the Java heap, owned by an {@link Arena}. */
final class HostScope implements Scope {
    /** A cache line, and the widest vector. */
    private static final long ALIGNMENT = 64;

    private final Arena arena;
    private final boolean closeable;

    private HostScope(Arena arena, boolean closeable) {
        this.arena = arena;
        this.closeable = closeable;
    }

    static HostScope closeable() {
        return new HostScope(Arena.ofShared(), true);
    }

    static HostScope garbageCollected() {
        return new HostScope(Arena.ofAuto(), false);
    }

    @Override
    public Tensor allocate(DType dtype, Shape shape) {
        long bytes = Math.multiplyExact(shape.elementCount(), dtype.byteSize());
        MemorySegment segment = arena.allocate(Math.max(bytes, 1), ALIGNMENT).asSlice(0, bytes);
        return Tensor.ofHost(dtype, shape, segment);
    }

    @Override
    public void close() {
        if (closeable) {
            arena.close();
        }
    }
}
