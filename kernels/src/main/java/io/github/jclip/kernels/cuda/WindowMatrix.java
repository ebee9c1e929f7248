// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/**
 * The weights [N, kernel·kernel·C] of a convolution, each row filled up with zeros to whole groups of 16 bytes, without which
 * loads of 16 bytes and the tensor cores cannot take the three channels of an image.
 *
 * @param dense the weights without what fills up
 * @param padded the same with it
 */
record WindowMatrix(DenseMatrix dense, Tensor padded) implements PackedMatrix {
    /** Elements of the smallest type in 16 bytes. */
    private static final int GROUP = 8;

    /** Room for weights, in a type. */
    static WindowMatrix allocate(Tensor weight, DType dtype, Scope scope) {
        Tensor padded = scope.allocate(dtype, weight.dim(0), paddedWidth(weight.dim(1)));
        return new WindowMatrix(new DenseMatrix(weight, padded.slice(1, 0, weight.dim(1))), padded);
    }

    /** Elements of a row with what fills it up. */
    static int paddedWidth(int width) {
        return Math.ceilDiv(width, GROUP) * GROUP;
    }

    /** The weights of a convolution as the operand of a product with {@link Windows#write patches}. */
    static DenseMatrix padded(PackedMatrix matrix) {
        Tensor elements = matrix instanceof WindowMatrix window
                ? window.padded
                : DenseMatrix.of(matrix).elements();
        return new DenseMatrix(elements, elements);
    }

    @Override
    public Tensor source() {
        return dense.source();
    }

    @Override
    public long byteSize() {
        return padded.byteSize();
    }
}
