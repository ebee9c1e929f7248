// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.BadInputException;
import java.util.List;
import java.util.Optional;

/** Which binding to cuBLAS is used: JCublas2 where CUDA 12's library is, else {@code java.lang.foreign}. */
enum CublasChoice {
    /** Through JCublas2. */
    JCUBLAS("jcublas", "JCublas2") {
        @Override
        Optional<Blas.Binding> binding(CudaLibraries libraries) {
            return libraries.find(CudaLibrary.CUBLAS, List.of(CUDA_12)).map(library -> of(library, JCublas::new));
        }
    },
    /** Through {@code java.lang.foreign}. */
    FOREIGN("foreign", "java.lang.foreign") {
        @Override
        Optional<Blas.Binding> binding(CudaLibraries libraries) {
            return libraries
                    .find(CudaLibrary.CUBLAS)
                    .map(library -> of(library, stream -> new ForeignCublas(library, stream)));
        }
    };

    /** The system property that forces one. */
    static final String PROPERTY = "jclip.cuda.cublas";

    /** What JCublas2's native half asks the loader for. */
    private static final String CUDA_12 = ".so.12";

    private final String option;
    private final String title;

    CublasChoice(String option, String title) {
        this.option = option;
        this.title = title;
    }

    /** The binding, if the library that it needs is there. */
    abstract Optional<Blas.Binding> binding(CudaLibraries libraries);

    /** The same with the libraries of this process. */
    Optional<Blas.Binding> binding() {
        return binding(CudaLibraries.ofEnvironment());
    }

    Blas.Binding of(NativeLibrary library, Blas.Opening opening) {
        return new Blas.Binding("%s through %s".formatted(library.file(), title), opening);
    }

    /** The binding that this machine allows, or the one that the property asks for, if its library is there. */
    static Optional<Blas.Binding> find() {
        return find(System.getProperty(PROPERTY, ""));
    }

    static Optional<Blas.Binding> find(String forced) {
        if (forced.isEmpty()) {
            return JCUBLAS.binding().or(FOREIGN::binding);
        }
        for (CublasChoice choice : values()) {
            if (choice.option.equals(forced)) {
                return choice.binding();
            }
        }
        throw new BadInputException("-D%s=%s: write jcublas or foreign".formatted(PROPERTY, forced));
    }
}
