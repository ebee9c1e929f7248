// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.ArrayList;
import java.util.List;

/** cuBLAS, and cublasLt for products that something follows. */
record BlasWithLt(Blas cublas, CublasLt lt) implements Blas {

    /** A binding to both. */
    static Binding binding(Binding cublas, CublasFunctions library) {
        return new Binding("%s with %s".formatted(cublas.description(), library.file()), (stream, workspace) -> {
            Blas opened = cublas.open(stream, workspace);
            try {
                return new BlasWithLt(opened, new CublasLt(library, stream, workspace));
            } catch (CudaException e) {
                throw Driver.afterwards(e, opened::close);
            }
        });
    }

    @Override
    public void multiply(BlasProduct product) {
        cublas.multiply(product);
    }

    @Override
    public boolean multiply(FusedProduct product) {
        return lt.multiply(product);
    }

    @Override
    public String description() {
        return cublas.description() + " with " + lt.description();
    }

    @Override
    public void close() {
        List<CudaException> faults = new ArrayList<>();
        Driver.attempt(faults, lt::close);
        Driver.attempt(faults, cublas::close);
        Driver.throwFirst(faults);
    }
}
