// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.ArrayList;
import java.util.List;

/** cuBLAS, and cublasLt for products that something follows. */
final class BlasWithLt implements Blas {
    /** Multiplications of a product that a GPU does in a microsecond. */
    private static final double LARGE = 1 << 24;

    private final Blas cublas;
    private final CublasLt lt;
    private double elsewhere;

    private BlasWithLt(Blas cublas, CublasLt lt) {
        this.cublas = cublas;
        this.lt = lt;
    }

    /** A binding to both. */
    static Binding binding(Binding cublas, CublasFunctions library, LtChoice.Source choices) {
        return new Binding("%s with %s".formatted(cublas.description(), library.file()), gpu -> {
            Blas opened = cublas.open(gpu);
            try {
                return new BlasWithLt(opened, new CublasLt(library, gpu, choices));
            } catch (CudaException e) {
                throw Driver.afterwards(e, opened::close);
            }
        });
    }

    /** What takes longer than its launch goes where algorithms are chosen. */
    @Override
    public void multiply(BlasProduct product) {
        if (product.multiplications() < LARGE || !lt.multiply(FusedProduct.alone(product))) {
            cublas.multiply(product);
            elsewhere += product.multiplications();
        }
    }

    @Override
    public boolean multiply(FusedProduct product) {
        return lt.multiply(product);
    }

    @Override
    public List<String> findings() {
        return lt.findings(elsewhere);
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
