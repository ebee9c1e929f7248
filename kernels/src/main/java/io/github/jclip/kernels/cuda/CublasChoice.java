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
    JCUBLAS("jcublas") {
        @Override
        List<String> files() {
            return List.of("libcublas.so.12");
        }

        @Override
        Blas.Binding binding(NativeLibrary library) {
            return JCublas::new;
        }
    },
    /** Through {@code java.lang.foreign}. */
    FOREIGN("foreign") {
        @Override
        List<String> files() {
            return ForeignCublas.FILES;
        }

        @Override
        Blas.Binding binding(NativeLibrary library) {
            return (stream, workspace) -> new ForeignCublas(library, stream, workspace);
        }
    };

    /** The system property that forces one. */
    static final String PROPERTY = "jclip.cuda.cublas";

    /** The system property that switches cublasLt {@code off}. */
    static final String LT_PROPERTY = "jclip.cuda.cublaslt";

    private final String option;

    CublasChoice(String option) {
        this.option = option;
    }

    /** Names and paths of the library, the best first. */
    abstract List<String> files();

    abstract Blas.Binding binding(NativeLibrary library);

    /**
     * The binding, if the library that it needs is there.
     *
     * @param withLt whether cublasLt is used, where it is
     */
    Optional<Blas.Binding> binding(boolean withLt) {
        return NativeLibrary.find(files()).map(library -> {
            Blas.Binding cublas = binding(library);
            return withLt
                    ? LtLibrary.beside(library)
                            .map(lt -> BlasWithLt.binding(cublas, lt))
                            .orElse(cublas)
                    : cublas;
        });
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
