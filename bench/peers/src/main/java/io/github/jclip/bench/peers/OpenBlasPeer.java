// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.bench.GemmCase;
import io.github.jclip.bench.GemmTrial;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** The same product by OpenBLAS, on one thread. */
final class OpenBlasPeer {
    private static final int ROW_MAJOR = 101;
    private static final int NO_TRANSPOSE = 111;
    private static final int TRANSPOSE = 112;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private static final SymbolLookup LIBRARY = load();

    private static final MethodHandle SET_THREADS =
            function("openblas_set_num_threads", FunctionDescriptor.ofVoid(INT));

    private static final MethodHandle CORE_NAME =
            function("openblas_get_corename", FunctionDescriptor.of(ValueLayout.ADDRESS));

    private static final MethodHandle SGEMM = function(
            "cblas_sgemm",
            FunctionDescriptor.ofVoid(
                    INT,
                    INT,
                    INT,
                    INT,
                    INT,
                    INT,
                    FLOAT,
                    ValueLayout.ADDRESS,
                    INT,
                    ValueLayout.ADDRESS,
                    INT,
                    FLOAT,
                    ValueLayout.ADDRESS,
                    INT));

    private final GemmCase shape;
    private final MemorySegment x;
    private final MemorySegment w;
    private final MemorySegment y;

    OpenBlasPeer(GemmTrial trial, Tensor output) {
        shape = trial.benchCase();
        x = trial.x().segment();
        w = trial.w().segment();
        y = output.segment();
    }

    /** JavaCPP extracts the library for this machine and loads it. */
    private static SymbolLookup load() {
        Loader.load(openblas_nolapack.class);
        return SymbolLookup.loaderLookup();
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(LIBRARY.findOrThrow(name), descriptor);
    }

    /** Limits OpenBLAS to one thread and says which kernels it chose for this machine. */
    @SuppressWarnings("restricted")
    static String useOneThread() {
        try {
            SET_THREADS.invokeExact(1);
            MemorySegment name = (MemorySegment) CORE_NAME.invokeExact();
            return name.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw new IllegalStateException("OpenBLAS", e);
        }
    }

    /** y = x·Wᵀ. */
    void multiply() {
        int k = shape.k();
        int n = shape.n();
        try {
            SGEMM.invokeExact(ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE, shape.m(), n, k, 1f, x, k, w, k, 0f, y, n);
        } catch (Throwable e) {
            throw new IllegalStateException("cblas_sgemm", e);
        }
    }
}
