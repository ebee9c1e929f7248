// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/** The part of cuBLAS that jclip calls, through one binding or another. Belongs to one context and one stream. */
interface Blas extends AutoCloseable {

    /** Submits a product behind everything on the stream. */
    void multiply(BlasProduct product);

    /** The library and the binding, for the log. */
    String description();

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
         * @throws CudaException if the library refuses; nothing is left behind then
         */
        Blas open(StreamHandle stream) {
            return opening.open(stream);
        }
    }

    /** How a binding is opened. */
    interface Opening {
        /** As {@link Binding#open}. */
        Blas open(StreamHandle stream);
    }
}
