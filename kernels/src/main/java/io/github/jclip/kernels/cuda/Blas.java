// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/** The part of cuBLAS that jclip calls, through one binding or another. Belongs to one context and one stream. */
interface Blas extends AutoCloseable {

    /** Submits a product behind everything on the stream. */
    void multiply(BlasProduct product);

    /**
     * Submits a product with what follows it, if the library does that for such operands.
     *
     * @return whether it does
     */
    default boolean multiply(FusedProduct product) {
        return false;
    }

    /** The library and the binding, for the log. */
    String description();

    /** Gives back what the library holds. */
    @Override
    void close();

    /** Makes a binding for the current context. */
    interface Binding {
        /**
         * Opens cuBLAS.
         *
         * @param workspace stays there until the binding is closed
         * @throws CudaException if the library refuses; nothing is left behind then
         */
        Blas open(StreamHandle stream, Workspace workspace);
    }
}
