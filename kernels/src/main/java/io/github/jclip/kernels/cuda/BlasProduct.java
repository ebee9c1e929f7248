// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Precision;
import java.util.function.LongUnaryOperator;

/**
 * A product as cuBLAS takes it, with matrices column by column: C ← α·op(A)·op(B) + β·C for each of a batch, in F32.
 *
 * @param m rows of op(A) and C
 * @param n columns of op(B) and C
 * @param k columns of op(A), rows of op(B)
 * @param precision the type of the elements of all three, and whether A and B are rounded to TF32
 */
record BlasProduct(
        int m, int n, int k, float alpha, Matrix a, Matrix b, float beta, Matrix c, Precision precision, int batch) {
    /** {@code CUBLAS_GEMM_DEFAULT}: the library chooses. */
    static final int ALGORITHM = -1;

    /**
     * {@code CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION}: partial sums of F16 and BF16 products stay in F32, also
     * where the library splits k.
     */
    static final int MATH_MODE = 16;

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

        Matrix withAddress(long other) {
            return new Matrix(other, transposed, leading, stride);
        }
    }

    /** How many numbers are multiplied with others. */
    double multiplications() {
        return (double) m * n * k * batch;
    }

    /** The same product plus β times another matrix. */
    BlasProduct plus(float factor, Matrix added) {
        return new BlasProduct(m, n, k, alpha, a, b, factor, added, precision, batch);
    }

    /** The same product of matrices elsewhere. */
    BlasProduct at(LongUnaryOperator address) {
        return new BlasProduct(
                m,
                n,
                k,
                alpha,
                a.withAddress(address.applyAsLong(a.address)),
                b.withAddress(address.applyAsLong(b.address)),
                beta,
                c.withAddress(address.applyAsLong(c.address)),
                precision,
                batch);
    }

    /** {@code cudaDataType} of the elements. */
    int dataType() {
        return switch (precision) {
            case F32, TF32 -> 0;
            case F16 -> 2;
            case BF16 -> 14;
        };
    }

    /** {@code CUBLAS_COMPUTE_32F} or {@code CUBLAS_COMPUTE_32F_FAST_TF32}: sums are in F32 with either. */
    int computeType() {
        return precision == Precision.TF32 ? 77 : 68;
    }
}
