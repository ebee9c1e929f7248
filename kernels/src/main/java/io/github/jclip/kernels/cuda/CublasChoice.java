// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.BadInputException;
import java.util.List;
import java.util.Optional;

/**
 * Which binding to cuBLAS is used: JCublas2 where CUDA 12's library is, else {@code java.lang.foreign}. cublasLt, which
 * comes with cuBLAS, is used next to either.
 */
enum CublasChoice {
    /** Through JCublas2. */
    JCUBLAS("jcublas", "JCublas2") {
        @Override
        Optional<NativeLibrary> library(CudaLibraries libraries) {
            return libraries.find(CudaLibrary.CUBLAS, List.of(CUDA_12));
        }

        @Override
        Blas.Opening opening(NativeLibrary library) {
            return JCublas::new;
        }
    },
    /** Through {@code java.lang.foreign}. */
    FOREIGN("foreign", "java.lang.foreign") {
        @Override
        Optional<NativeLibrary> library(CudaLibraries libraries) {
            return libraries.find(CudaLibrary.CUBLAS);
        }

        @Override
        Blas.Opening opening(NativeLibrary library) {
            return (stream, workspace) -> new ForeignCublas(library, stream, workspace);
        }
    };

    /** The system property that forces one. */
    static final String PROPERTY = "jclip.cuda.cublas";

    /** The system property that switches cublasLt {@code off}. */
    static final String LT_PROPERTY = "jclip.cuda.cublaslt";

    /** What JCublas2's native half asks the loader for. */
    private static final String CUDA_12 = ".so.12";

    private final String option;
    private final String title;

    CublasChoice(String option, String title) {
        this.option = option;
        this.title = title;
    }

    /** The library that it needs, if it is there. */
    abstract Optional<NativeLibrary> library(CudaLibraries libraries);

    abstract Blas.Opening opening(NativeLibrary library);

    /**
     * The binding, if the library that it needs is there.
     *
     * @param withLt whether cublasLt is used, where it is
     */
    Optional<Blas.Binding> binding(CudaLibraries libraries, boolean withLt) {
        return library(libraries).map(library -> {
            Blas.Binding cublas = new Blas.Binding("%s through %s".formatted(library.file(), title), opening(library));
            Optional<CublasFunctions> lt = withLt ? CublasLt.beside(library) : Optional.empty();
            return lt.map(it -> BlasWithLt.binding(cublas, it)).orElse(cublas);
        });
    }

    /** The same with the libraries of this process. */
    Optional<Blas.Binding> binding(boolean withLt) {
        return binding(CudaLibraries.ofEnvironment(), withLt);
    }

    /** The same with cublasLt. */
    Optional<Blas.Binding> binding() {
        return binding(true);
    }

    /** The binding that this machine allows, or the one that the properties ask for, if its library is there. */
    static Optional<Blas.Binding> find() {
        return find(System.getProperty(PROPERTY, ""), System.getProperty(LT_PROPERTY, "on"));
    }

    static Optional<Blas.Binding> find(String forced, String lt) {
        if (!lt.equals("on") && !lt.equals("off")) {
            throw new BadInputException("-D%s=%s: write on or off".formatted(LT_PROPERTY, lt));
        }
        boolean withLt = lt.equals("on");
        if (forced.isEmpty()) {
            return JCUBLAS.binding(withLt).or(() -> FOREIGN.binding(withLt));
        }
        for (CublasChoice choice : values()) {
            if (choice.option.equals(forced)) {
                return choice.binding(withLt);
            }
        }
        throw new BadInputException("-D%s=%s: write jcublas or foreign".formatted(PROPERTY, forced));
    }
}
