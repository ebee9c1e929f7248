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

    private final CublasFunctions functions;
    private final MethodHandle multiply;
    private final MemorySegment handle;
    private final int version;

    ForeignCublas(NativeLibrary library, StreamHandle stream, ProductWorkspace workspace) {
        functions = new CublasFunctions(library, "cublasGetStatusName");
        multiply = functions.function("cublasGemmStridedBatchedEx", productSignature());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment created = arena.allocate(POINTER);
            functions.call("cublasCreate_v2", created);
            handle = created.get(ValueLayout.ADDRESS, 0);
            version = configure(stream, workspace, arena);
        }
    }

    private int configure(StreamHandle stream, ProductWorkspace workspace, Arena arena) {
        try {
            functions.call("cublasSetStream_v2", handle, MemorySegment.ofAddress(stream.address()));
            functions.call(
                    "cublasSetWorkspace_v2", handle, MemorySegment.ofAddress(workspace.address()), workspace.bytes());
            functions.call("cublasSetMathMode", handle, BlasProduct.MATH_MODE);
            MemorySegment number = arena.allocate(INT);
            functions.call("cublasGetVersion_v2", handle, number);
            return number.get(INT, 0);
        } catch (CudaException e) {
            throw Driver.afterwards(e, this::close);
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
                    p.computeType(),
                    BlasProduct.ALGORITHM);
            if (result != 0) {
                functions.check(result, "cublasGemmStridedBatchedEx of " + p);
            }
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }

    @Override
    public String description() {
        return "%s %d through java.lang.foreign".formatted(functions.file(), version);
    }

    @Override
    public void close() {
        functions.call("cublasDestroy_v2", handle);
    }
}
