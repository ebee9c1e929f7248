// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Epilogue;

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
        MatrixView left = MatrixView.of(a);
        MatrixView right = MatrixView.of(b);
        try (Scope copies = copies(left, right)) {
            launcher.gpu()
                    .multiply(product(
                            alpha,
                            left.readable(copies, launcher),
                            right.readable(copies, launcher),
                            beta,
                            MatrixView.of(c)));
        }
    }

    /**
     * y ← x·Wᵀ, with as much of what follows as the library does while the product is at hand.
     *
     * @param x [M, K] or [B, M, K], any strides
     * @param w [N, K], any strides
     * @param epilogue as of {@link io.github.jclip.tensor.op.Linear}
     * @param y [M, N] or [B, M, N], innermost dimension dense
     * @return what is left to do with y
     */
    Epilogue multiply(Tensor x, Tensor w, Epilogue epilogue, Tensor y) {
        if (y.elementCount() == 0) {
            return Epilogue.NONE;
        }
        boolean inPlace = isInPlace(epilogue, y);
        MatrixView left = MatrixView.of(x);
        MatrixView result = MatrixView.of(y);
        MatrixView right = MatrixView.of(w.transpose(0, 1)).repeated(result.batch());
        MatrixView added = epilogue.residual() == null || inPlace ? result : MatrixView.of(epilogue.residual());
        try (Scope copies = copies(left, right)) {
            BlasProduct product = product(
                    1, left.readable(copies, launcher), right.readable(copies, launcher), inPlace ? 1 : 0, result);
            if (isFusible(epilogue, product, added)
                    && launcher.gpu().multiply(fused(product, epilogue, added.transpose()))) {
                return Epilogue.NONE;
            }
            launcher.gpu().multiply(product);
        }
        return inPlace ? epilogue.withResidual(null) : epilogue;
    }

    private static boolean isInPlace(Epilogue epilogue, Tensor y) {
        Tensor residual = epilogue.residual();
        return residual != null && residual.segment().address() == y.segment().address();
    }

    /** A scope for copies, or null if there will be none: to close one costs more than to submit a product. */
    private Scope copies(MatrixView left, MatrixView right) {
        return left.isReadable() && right.isReadable() ? null : launcher.openTemporary();
    }

    /** Whether something follows, all of which cublasLt can do. */
    private static boolean isFusible(Epilogue epilogue, BlasProduct product, MatrixView added) {
        boolean something = epilogue.bias() != null
                || (epilogue.residual() != null && product.beta() == 0)
                || epilogue.activation() != Activation.NONE;
        boolean known = epilogue.activation() == Activation.NONE || epilogue.activation() == Activation.RELU;
        boolean denseBias = epilogue.bias() == null || epilogue.bias().isContiguous();
        return something && known && denseBias && product.k() > 0 && added.rowsAreDense();
    }

    private static FusedProduct fused(BlasProduct product, Epilogue epilogue, BlasProduct.Matrix added) {
        long bias = epilogue.bias() == null ? 0 : DeviceMemory.address(epilogue.bias());
        boolean relu = epilogue.activation() == Activation.RELU;
        return new FusedProduct(product.plus(epilogue.residual() == null ? 0 : 1, added), product.c(), bias, relu);
    }

    /** Row by row, C is the transpose of what cuBLAS computes, Bᵀ·Aᵀ. */
    private BlasProduct product(float alpha, MatrixView a, MatrixView b, float beta, MatrixView c) {
        return new BlasProduct(
                c.columns(),
                c.rows(),
                a.columns(),
                alpha,
                b.transpose(),
                a.transpose(),
                beta,
                c.transpose(),
                launcher.precisionOf(c.tensor().dtype()),
                c.batch());
    }
}
