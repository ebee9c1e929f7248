// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/** cuBLAS, and cublasLt for products that something follows. */
record BlasWithLt(Blas cublas, CublasLt lt) implements Blas {

    /** A binding to both. */
    static Binding binding(Binding cublas, LtLibrary library) {
        return (stream, workspace) -> {
            Blas opened = cublas.open(stream, workspace);
            try {
                return new BlasWithLt(opened, new CublasLt(library, stream, workspace));
            } catch (CudaException e) {
                throw new Faults(e).attempt(opened::close).first();
            }
        };
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
        new Faults().attempt(lt::close).attempt(cublas::close).raise();
    }
}
