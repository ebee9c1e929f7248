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
    private static final long EVERYTHING = -1;

    private MemoryPool() {}

    /**
     * Lets the pool of a GPU keep what is freed for the next allocation. By default it hands everything back to the
     * system whenever the host waits, and allocations become slow.
     */
    static void keepFreedMemory(int ordinal) {
        NativeLibrary driver = NativeLibrary.find(DRIVER).orElseThrow(() -> new CudaException("no library " + DRIVER));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pool = arena.allocate(ValueLayout.ADDRESS);
            MethodHandle defaultPool = driver.function(
                    "cuDeviceGetDefaultMemPool",
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
            Driver.check((int) defaultPool.invokeExact(pool, ordinal), "cuDeviceGetDefaultMemPool");
            MethodHandle setAttribute = driver.function(
                    "cuMemPoolSetAttribute",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            MemorySegment threshold = arena.allocateFrom(ValueLayout.JAVA_LONG, EVERYTHING);
            Driver.check(
                    (int) setAttribute.invokeExact(pool.get(ValueLayout.ADDRESS, 0), RELEASE_THRESHOLD, threshold),
                    "cuMemPoolSetAttribute");
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }
}
