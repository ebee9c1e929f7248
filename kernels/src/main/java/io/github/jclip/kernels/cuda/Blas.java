// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.List;

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

    /** As {@link io.github.jclip.tensor.Device#findings}. */
    default List<String> findings() {
        return List.of();
    }

    /** Gives the library's workspace back. */
    @Override
    void close();

    /**
     * A binding to a library of this machine.
     *
     * @param description of both, for lists of devices
     */
    record Binding(String description, Opening opening) {
        /**
         * Opens cuBLAS for the current context.
         *
         * @param gpu with a stream and a workspace, which stay there until cuBLAS is closed
         * @throws CudaException if the library refuses; nothing is left behind then
         */
        Blas open(Gpu gpu) {
            return opening.open(gpu);
        }
    }

    /** How a binding is opened. */
    interface Opening {
        /** As {@link Binding#open}. */
        Blas open(Gpu gpu);
    }
}
