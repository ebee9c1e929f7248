// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.BadInputException;
import java.util.List;
import java.util.Optional;

/** Which binding to cuBLAS is used: JCublas2 where CUDA 12's library is, else {@code java.lang.foreign}. */
enum CublasChoice {
    /** Through JCublas2. */
    JCUBLAS("jcublas") {
        @Override
        Optional<Blas.Binding> binding() {
            return NativeLibrary.find(List.of("libcublas.so.12")).map(_ -> JCublas::new);
        }
    },
    /** Through {@code java.lang.foreign}. */
    FOREIGN("foreign") {
        @Override
        Optional<Blas.Binding> binding() {
            return ForeignCublas.find().map(library -> stream -> new ForeignCublas(library, stream));
        }
    };

    /** The system property that forces one. */
    static final String PROPERTY = "jclip.cuda.cublas";

    private final String option;

    CublasChoice(String option) {
        this.option = option;
    }

    /** The binding, if the library that it needs is there. */
    abstract Optional<Blas.Binding> binding();

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
