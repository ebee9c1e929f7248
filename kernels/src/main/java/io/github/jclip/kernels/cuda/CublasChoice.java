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
            return gpu -> new JCublas(gpu.stream(), gpu.productWorkspace());
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
            return gpu -> new ForeignCublas(library, gpu.stream(), gpu.productWorkspace());
        }
    };

    /** The system property that forces one. */
    static final String PROPERTY = "jclip.cuda.cublas";

    /** The system property that switches cublasLt {@code off}, or leaves its algorithms {@code untuned}. */
    static final String LT_PROPERTY = "jclip.cuda.cublaslt";

    /** How files end that keep an algorithm of cublasLt. */
    private static final String ALGORITHMS = ".matmul";

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
     * @param lt how cublasLt is used, where it is; empty if it is not
     */
    Optional<Blas.Binding> binding(CudaLibraries libraries, Optional<LtChoice.Source> lt) {
        return library(libraries).map(library -> {
            Blas.Binding cublas = new Blas.Binding("%s through %s".formatted(library.file(), title), opening(library));
            return lt.flatMap(choices ->
                            CublasLt.beside(library).map(functions -> BlasWithLt.binding(cublas, functions, choices)))
                    .orElse(cublas);
        });
    }

    /** The same with the libraries of this process. */
    Optional<Blas.Binding> binding(Optional<LtChoice.Source> lt) {
        return binding(CudaLibraries.ofEnvironment(), lt);
    }

    /** The same with cublasLt as it is. */
    Optional<Blas.Binding> binding() {
        return binding(Optional.of(LtChoice.Source.FIRST));
    }

    /** The binding that this machine allows, or the one that the properties ask for, if its library is there. */
    static Optional<Blas.Binding> find() {
        return find(System.getProperty(PROPERTY, ""), System.getProperty(LT_PROPERTY, "on"));
    }

    static Optional<Blas.Binding> find(String forced, String lt) {
        Optional<LtChoice.Source> choices = switch (lt) {
            case "on" -> Optional.of(LtChoice.Source.tuned(KeptFiles.ofEnvironment(ALGORITHMS)));
            case "untuned" -> Optional.of(LtChoice.Source.FIRST);
            case "off" -> Optional.empty();
            default -> throw new BadInputException("-D%s=%s: write on, untuned or off".formatted(LT_PROPERTY, lt));
        };
        if (forced.isEmpty()) {
            return JCUBLAS.binding(choices).or(() -> FOREIGN.binding(choices));
        }
        for (CublasChoice choice : values()) {
            if (choice.option.equals(forced)) {
                return choice.binding(choices);
            }
        }
        throw new BadInputException("-D%s=%s: write jcublas or foreign".formatted(PROPERTY, forced));
    }
}
