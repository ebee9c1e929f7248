// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/** Products of strided tensors by cuBLAS. */
final class Products {
    private final Launcher launcher;

    Products(Launcher launcher) {
        this.launcher = launcher;
    }

    /**
     * C ← α·A·B + β·C.
     *
     * @param a [M, K] or [B, M, K], any strides
     * @param b [K, N] or [B, K, N], any strides
     * @param c [M, N] or [B, M, N], innermost dimension dense
     */
    void multiply(float alpha, Tensor a, Tensor b, float beta, Tensor c) {
        if (c.elementCount() == 0) {
            return;
        }
        try (Scope copies = launcher.openTemporary()) {
            Tensor left = readable(a, copies);
            Tensor right = readable(b, copies);
            int batch = c.rank() == 3 ? c.dim(0) : 1;
            // Row by row, C is the transpose of what cuBLAS computes, Bᵀ·Aᵀ.
            launcher.gpu()
                    .multiply(new BlasProduct(
                            c.dim(-1),
                            c.dim(-2),
                            a.dim(-1),
                            alpha,
                            MatrixView.of(right).transpose(batchStride(right)),
                            MatrixView.of(left).transpose(batchStride(left)),
                            beta,
                            MatrixView.of(c).transpose(batchStride(c)),
                            c.dtype(),
                            batch));
        }
    }

    private Tensor readable(Tensor tensor, Scope copies) {
        if (MatrixView.of(tensor).isReadable()) {
            return tensor;
        }
        Tensor dense = copies.allocate(tensor.dtype(), tensor.shape());
        CastCuda.run(tensor, dense, launcher);
        return dense;
    }

    private static long batchStride(Tensor tensor) {
        return tensor.rank() == 3 ? tensor.stride(0) : 0;
    }
}
