// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * General matrix product C ← α·A·B + β·C, for one pair of matrices or a batch. Transposed operands are transposed
 * views.
 *
 * <p>FLOPs: 2·M·N·K for each pair. With β = 0 the old C is not read.
 *
 * @param a [M, K] or [B, M, K], any strides
 * @param b [K, N] or [B, K, N], any strides
 * @param c [M, N] or [B, M, N], innermost dimension dense
 */
public record Gemm(double alpha, Tensor a, Tensor b, double beta, Tensor c) implements Op {
    public Gemm {
        Operands.requireRank("Gemm", "a", a, 2, 3);
        Operands.requireRank("Gemm", "b", b, a.rank(), a.rank());
        Operands.requireFloating("Gemm", "a", a);
        Operands.requireDenseRows("Gemm", "c", c);
        Operands.require(
                "Gemm",
                a.dim(-1) == b.dim(-2) && a.dim(0) == (a.rank() == 3 ? b.dim(0) : a.dim(0)),
                "a has shape %s, b has shape %s".formatted(a.shape(), b.shape()));
        int[] expected = a.shape().toArray();
        expected[expected.length - 1] = b.dim(-1);
        Operands.requireShape("Gemm", "c", c, expected);
    }

    /** C ← A·B. */
    public static Gemm of(Tensor a, Tensor b, Tensor c) {
        return new Gemm(1, a, b, 0, c);
    }

    /**
     * The op that adds dA = α·dC·Bᵀ to a gradient.
     *
     * @param dc as c, innermost dimension dense
     * @param da as a, added to, innermost dimension dense
     */
    public Gemm backwardA(Tensor dc, Tensor da) {
        return new Gemm(alpha, dc, b.transpose(-1, -2), 1, da);
    }

    /**
     * The op that adds dB = α·Aᵀ·dC to a gradient.
     *
     * @param dc as c, innermost dimension dense
     * @param db as b, added to, innermost dimension dense
     */
    public Gemm backwardB(Tensor dc, Tensor db) {
        return new Gemm(alpha, a.transpose(-1, -2), dc, 1, db);
    }

    @Override
    public List<Tensor> inputs() {
        return beta == 0 ? List.of(a, b) : List.of(a, b, c);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(c);
    }

    @Override
    public long flops() {
        return 2 * c.elementCount() * a.dim(-1);
    }

    @Override
    public void reference() {
        if (a.rank() == 2) {
            multiply(a, b, c);
            return;
        }
        for (int i = 0; i < a.dim(0); i++) {
            multiply(a.select(0, i), b.select(0, i), c.select(0, i));
        }
    }

    private void multiply(Tensor left, Tensor right, Tensor result) {
        for (int row = 0; row < result.dim(0); row++) {
            for (int column = 0; column < result.dim(1); column++) {
                double sum = 0;
                for (int i = 0; i < left.dim(1); i++) {
                    sum += left.get(row, i) * right.get(i, column);
                }
                double old = beta == 0 ? 0 : beta * result.get(row, column);
                result.set(alpha * sum + old, row, column);
            }
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return tolerance(0, unitRoundoff, unitRoundoff);
    }

    @Override
    public double tolerance(int output, double unitRoundoff, double productRoundoff) {
        double rows = Norms.maxRowNorm(a);
        double columns = Norms.maxRowNorm(b.transpose(-1, -2));
        double product = Norms.dotProductError(a.dim(-1), rows, columns, unitRoundoff)
                + Norms.operandError(rows, columns, unitRoundoff, productRoundoff);
        // With β ≠ 0 the old C has been overwritten; |βC| ≤ |result| + |αAB|, and the last is bounded by the norms.
        double sum = Norms.maxAbs(c) + Math.abs(alpha) * rows * columns;
        return Math.abs(alpha) * product + 4 * unitRoundoff * sum;
    }
}
