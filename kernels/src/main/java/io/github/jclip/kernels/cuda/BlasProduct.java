// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;

/**
 * A product as cuBLAS takes it, with matrices column by column: C ← α·op(A)·op(B) + β·C for each of a batch, in F32.
 *
 * @param m rows of op(A) and C
 * @param n columns of op(B) and C
 * @param k columns of op(A), rows of op(B)
 * @param type of the elements of all three: F32, F16 or BF16
 */
record BlasProduct(int m, int n, int k, float alpha, Matrix a, Matrix b, float beta, Matrix c, DType type, int batch) {
    /** {@code CUBLAS_COMPUTE_32F}: sums are kept in F32. */
    static final int COMPUTE = 68;

    /** {@code CUBLAS_GEMM_DEFAULT}: the library chooses. */
    static final int ALGORITHM = -1;

    /**
     * An operand.
     *
     * @param address of the first element
     * @param transposed whether op transposes it
     * @param leading elements from one column to the next
     * @param stride elements from one matrix of the batch to the next
     */
    record Matrix(long address, boolean transposed, int leading, long stride) {
        /** {@code cublasOperation_t}. */
        int operation() {
            return transposed ? 1 : 0;
        }
    }

    /** {@code cudaDataType} of the elements. */
    int dataType() {
        return switch (type) {
            case F32 -> 0;
            case F16 -> 2;
            case BF16 -> 14;
            case F64, I32, I64, U8 -> throw new IllegalArgumentException("no product of " + type);
        };
    }
}
