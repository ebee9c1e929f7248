// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** The driver's pool of device memory, whose settings JCuda does not reach. */
final class MemoryPool {
    private static final List<String> DRIVER = List.of("libcuda.so.1");
    private static final int RELEASE_THRESHOLD = 4;
    private static final int RESERVED_BYTES = 5;
    private static final int USED_BYTES = 7;
    private static final long EVERYTHING = -1;

    private MemoryPool() {}

    /**
     * Lets the pool of a GPU keep what is freed for the next allocation. By default it hands everything back to the
     * system whenever the host waits, and allocations become slow.
     */
    static void keepFreedMemory(int ordinal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment threshold = arena.allocateFrom(ValueLayout.JAVA_LONG, EVERYTHING);
            attribute("cuMemPoolSetAttribute", pool(ordinal, arena), RELEASE_THRESHOLD, threshold);
        }
    }

    /** Bytes that the pool has kept and that nobody uses. */
    static long kept(int ordinal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pool = pool(ordinal, arena);
            MemorySegment bytes = arena.allocate(ValueLayout.JAVA_LONG);
            attribute("cuMemPoolGetAttribute", pool, RESERVED_BYTES, bytes);
            long reserved = bytes.get(ValueLayout.JAVA_LONG, 0);
            attribute("cuMemPoolGetAttribute", pool, USED_BYTES, bytes);
            return reserved - bytes.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    private static MemorySegment pool(int ordinal, Arena arena) {
        MemorySegment pool = arena.allocate(ValueLayout.ADDRESS);
        MethodHandle defaultPool = driver().function(
                        "cuDeviceGetDefaultMemPool",
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try {
            Driver.check((int) defaultPool.invokeExact(pool, ordinal), "cuDeviceGetDefaultMemPool");
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
        return pool.get(ValueLayout.ADDRESS, 0);
    }

    private static void attribute(String call, MemorySegment pool, int attribute, MemorySegment value) {
        MethodHandle function = driver().function(
                        call,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try {
            Driver.check((int) function.invokeExact(pool, attribute, value), call);
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }

    private static NativeLibrary driver() {
        return NativeLibrary.find(DRIVER).orElseThrow(() -> new CudaException("no library " + DRIVER));
    }
}
