// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

/** A weight matrix W [N, K] in a device's own layout, made by {@link Device#pack}; multiplied as x·Wᵀ. */
public interface PackedMatrix {

    /** The matrix it was made from, [N, K]. */
    Tensor source();

    /** N, the columns of x·Wᵀ. */
    default int outputs() {
        return source().dim(0);
    }

    /** K, the length of the dot products. */
    default int inputs() {
        return source().dim(1);
    }

    /** Bytes that one multiplication reads of it. */
    long byteSize();
}
