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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The functions of cublasLt through {@code java.lang.foreign}: they are the same since CUDA 11. */
final class LtLibrary {
    private static final int NOT_SUPPORTED = 15;
    private static final String CUBLAS = "libcublas";
    private static final String LT = "libcublasLt";

    private final NativeLibrary library;
    private final Map<String, MethodHandle> functions = new HashMap<>();

    LtLibrary(NativeLibrary library) {
        this.library = library;
    }

    /** The one that comes with a cuBLAS and lies beside it, if it is there. */
    static Optional<LtLibrary> beside(NativeLibrary cublas) {
        int name = cublas.file().lastIndexOf(CUBLAS);
        String folder = cublas.file().substring(0, name);
        String file = LT + cublas.file().substring(name + CUBLAS.length());
        return NativeLibrary.find(List.of(folder + file, file)).map(LtLibrary::new);
    }

    String file() {
        return library.file();
    }

    long version() {
        try {
            return (long) library.function("cublasLtGetVersion", FunctionDescriptor.of(ValueLayout.JAVA_LONG))
                    .invokeExact();
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }

    /** A function that returns a status, to be called often. */
    MethodHandle function(String name, MemoryLayout... parameters) {
        return library.function(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }

    /**
     * Calls a function that returns a status, when it does not matter how long that takes.
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

    private int status(String name, Object... arguments) {
        MethodHandle function = functions.computeIfAbsent(
                name,
                _ -> function(
                        name, Arrays.stream(arguments).map(LtLibrary::layout).toArray(MemoryLayout[]::new)));
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
     * @throws CudaException that names the call and the status
     */
    @SuppressWarnings("restricted")
    void check(int status, String call) {
        if (status == 0) {
            return;
        }
        try {
            MemorySegment name = (MemorySegment) library.function(
                            "cublasLtGetStatusName", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT))
                    .invokeExact(status);
            throw new CudaException(
                    "%s: %s".formatted(call, name.reinterpret(Short.MAX_VALUE).getString(0)));
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }
}
