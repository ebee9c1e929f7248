// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.bench.Contender;
import io.github.jclip.bench.GemmCase;
import io.github.jclip.bench.GemmTrial;
import io.github.jclip.bench.PeerProvider;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** A product by OpenBLAS, which packs both matrices in each call. */
final class OpenBlasContender implements Contender {
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

    private final Scope scope = Scope.ofHost();
    private final GemmCase shape;
    private final MemorySegment x;
    private final MemorySegment w;
    private final Tensor y;
    private final int threads;

    OpenBlasContender(GemmTrial trial, int threads) {
        this.shape = trial.benchCase();
        this.x = trial.x().segment();
        this.w = trial.w().segment();
        this.y = scope.allocate(DType.F32, shape.m(), shape.n());
        this.threads = threads;
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

    @Override
    public String name() {
        return PeerProvider.OPENBLAS;
    }

    /** The kernels that it chose for this machine. */
    @Override
    @SuppressWarnings("restricted")
    public String version() {
        try {
            MemorySegment name = (MemorySegment) CORE_NAME.invokeExact();
            return name.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw new IllegalStateException("openblas_get_corename", e);
        }
    }

    /** y = x·Wᵀ. */
    @Override
    public void run() {
        int k = shape.k();
        int n = shape.n();
        MemorySegment result = y.segment();
        try {
            SET_THREADS.invokeExact(threads);
            SGEMM.invokeExact(ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE, shape.m(), n, k, 1f, x, k, w, k, 0f, result, n);
        } catch (Throwable e) {
            throw new IllegalStateException("cblas_sgemm", e);
        }
    }

    @Override
    public float[] output() {
        return y.toFloatArray();
    }

    @Override
    public void close() {
        scope.close();
    }
}
