// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The functions of cuBLAS or cublasLt through {@code java.lang.foreign}: what they have in common is their status. */
final class CublasFunctions {
    private static final int NOT_SUPPORTED = 15;

    private final NativeLibrary library;
    private final String statusName;
    private final Map<String, MethodHandle> functions = new HashMap<>();

    /**
     * The functions of a library.
     *
     * @param statusName the one that gives the name of a status
     */
    CublasFunctions(NativeLibrary library, String statusName) {
        this.library = library;
        this.statusName = statusName;
    }

    String file() {
        return library.file();
    }

    /** A function that is called often, or does not return a status. */
    MethodHandle function(String name, FunctionDescriptor signature) {
        return library.function(name, signature);
    }

    /**
     * Calls a function when it does not matter how long that takes.
     *
     * @param arguments of C's types int, 64-bit integers and pointers
     * @throws CudaException for any status but success
     */
    void call(String name, Object... arguments) {
        check(status(name, arguments), name);
    }

    /** As {@link #call}; gives false if the library says that it does not do that. */
    boolean supports(String name, Object... arguments) {
        int status = status(name, arguments);
        if (status == NOT_SUPPORTED) {
            return false;
        }
        check(status, name);
        return true;
    }

    /** As {@link #call}; gives false for any status but success. */
    boolean succeeds(String name, Object... arguments) {
        return status(name, arguments) == 0;
    }

    private int status(String name, Object... arguments) {
        MethodHandle function = functions.computeIfAbsent(name, _ -> {
            MemoryLayout[] parameters =
                    Arrays.stream(arguments).map(CublasFunctions::layout).toArray(MemoryLayout[]::new);
            return library.function(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
        });
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }

    private static MemoryLayout layout(Object argument) {
        return switch (argument) {
            case Integer _ -> ValueLayout.JAVA_INT;
            case Long _ -> ValueLayout.JAVA_LONG;
            case MemorySegment _ -> ValueLayout.ADDRESS;
            default -> throw new IllegalArgumentException("no type of C for " + argument);
        };
    }

    /**
     * Does nothing for success.
     *
     * @param call the function, perhaps with the version of it that a library of CUDA has, and what it was about
     * @throws CudaException that names the call and the status
     */
    @SuppressWarnings("restricted")
    void check(int status, String call) {
        if (status == 0) {
            return;
        }
        try {
            FunctionDescriptor signature = FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
            MemorySegment name =
                    (MemorySegment) library.function(statusName, signature).invokeExact(status);
            String text = name.reinterpret(Short.MAX_VALUE).getString(0);
            throw new CudaException("%s: %s".formatted(call.replace("_v2", ""), text));
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }
}
