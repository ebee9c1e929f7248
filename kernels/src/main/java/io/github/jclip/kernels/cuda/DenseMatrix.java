// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;

/**
 * A weight matrix [N, K] on a GPU, dense in the type that the device computes in, as cuBLAS takes it.
 *
 * @param source what it was made from, on the host or the GPU
 * @param elements the copy
 */
record DenseMatrix(Tensor source, Tensor elements) implements PackedMatrix {

    /** The matrix behind an operand that this device has packed. */
    static DenseMatrix of(PackedMatrix matrix) {
        return switch (matrix) {
            case DenseMatrix dense -> dense;
            case WindowMatrix window -> window.dense();
            default -> throw new IllegalArgumentException("the matrix was packed by another device: " + matrix);
        };
    }

    @Override
    public long byteSize() {
        return elements.byteSize();
    }
}
