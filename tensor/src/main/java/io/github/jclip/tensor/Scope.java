// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

/**
 * Owner of tensor memory. Everything allocated from a scope is freed together when the scope closes; using a tensor
 * afterwards is an error. Scopes are safe to allocate from in several threads.
 */
public interface Scope extends AutoCloseable {

    /** A zeroed, dense, row-major tensor that starts on a 64-byte boundary. */
    Tensor allocate(DType dtype, Shape shape);

    /** As {@link #allocate(DType, Shape)}. */
    default Tensor allocate(DType dtype, int... dims) {
        return allocate(dtype, Shape.of(dims));
    }

    @Override
    void close();

    /** A scope of host memory outside the Java heap. */
    static Scope ofHost() {
        return HostScope.closeable();
    }

    /** A scope of host memory that the garbage collector frees; closing it does nothing. */
    static Scope ofGarbageCollected() {
        return HostScope.garbageCollected();
    }
}
