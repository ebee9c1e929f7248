// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** cuBLAS of any CUDA through {@code java.lang.foreign}: the calls are the same since CUDA 11. */
final class ForeignCublas implements Blas {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout POINTER = ValueLayout.ADDRESS;

    private final NativeLibrary library;
    private final MethodHandle multiply;
    private final MemorySegment handle;
    private final int version;

    ForeignCublas(NativeLibrary library, StreamHandle stream) {
        this.library = library;
        multiply = library.function("cublasGemmStridedBatchedEx", productSignature());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment created = arena.allocate(POINTER);
            check((int) function("cublasCreate_v2", POINTER).invokeExact(created), "cublasCreate");
            handle = created.get(ValueLayout.ADDRESS, 0);
            version = configure(stream, arena);
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }

    private int configure(StreamHandle stream, Arena arena) throws Throwable {
        try {
            MethodHandle setStream = function("cublasSetStream_v2", POINTER, POINTER);
            check((int) setStream.invokeExact(handle, MemorySegment.ofAddress(stream.address())), "cublasSetStream");
            MemorySegment number = arena.allocate(INT);
            MethodHandle getVersion = function("cublasGetVersion_v2", POINTER, POINTER);
            check((int) getVersion.invokeExact(handle, number), "cublasGetVersion");
            return number.get(INT, 0);
        } catch (CudaException e) {
            int ignored = (int) function("cublasDestroy_v2", POINTER).invokeExact(handle);
            throw e;
        }
    }

    private static FunctionDescriptor productSignature() {
        MemoryLayout[] matrix = {POINTER, INT, INT, LONG};
        return FunctionDescriptor.of(INT, POINTER, INT, INT, INT, INT, INT, POINTER)
                .appendArgumentLayouts(matrix)
                .appendArgumentLayouts(matrix)
                .appendArgumentLayouts(POINTER)
                .appendArgumentLayouts(matrix)
                .appendArgumentLayouts(INT, INT, INT);
    }

    private MethodHandle function(String name, MemoryLayout... parameters) {
        return library.function(name, FunctionDescriptor.of(INT, parameters));
    }

    @Override
    public void multiply(BlasProduct p) {
        try (Arena arena = Arena.ofConfined()) {
            int result = (int) multiply.invokeExact(
                    handle,
                    p.a().operation(),
                    p.b().operation(),
                    p.m(),
                    p.n(),
                    p.k(),
                    arena.allocateFrom(ValueLayout.JAVA_FLOAT, p.alpha()),
                    MemorySegment.ofAddress(p.a().address()),
                    p.dataType(),
                    p.a().leading(),
                    p.a().stride(),
                    MemorySegment.ofAddress(p.b().address()),
                    p.dataType(),
                    p.b().leading(),
                    p.b().stride(),
                    arena.allocateFrom(ValueLayout.JAVA_FLOAT, p.beta()),
                    MemorySegment.ofAddress(p.c().address()),
                    p.dataType(),
                    p.c().leading(),
                    p.c().stride(),
                    p.batch(),
                    BlasProduct.COMPUTE,
                    BlasProduct.ALGORITHM);
            if (result != 0) {
                check(result, "cublasGemmStridedBatchedEx of " + p);
            }
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }

    @SuppressWarnings("restricted")
    private void check(int result, String call) throws Throwable {
        if (result != 0) {
            MethodHandle nameOf = library.function("cublasGetStatusName", FunctionDescriptor.of(POINTER, INT));
            MemorySegment name = (MemorySegment) nameOf.invokeExact(result);
            throw new CudaException(
                    "%s: %s".formatted(call, name.reinterpret(Short.MAX_VALUE).getString(0)));
        }
    }

    @Override
    public String description() {
        return "%s %d through java.lang.foreign".formatted(library.file(), version);
    }

    @Override
    public void close() {
        try {
            check((int) function("cublasDestroy_v2", POINTER).invokeExact(handle), "cublasDestroy");
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }
}
