// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradients of the parameters of {@link Linear}: dweight ← dweight + dyᵀ·x and dbias ← dbias + Σ dy, the sum over all
 * rows. The gradient of the input needs no op of its own: it is the linear layer with the transposed weights,
 * {@link Linear#backward}.
 *
 * <p>dy is the gradient of x·Wᵀ + bias + residual, which is the residual's as well; where the layer has an activation,
 * {@link ActivateBackward} comes first.
 *
 * <p>FLOPs: 2·M·N·K for the weights, M·N for the bias.
 *
 * @param x [..., K], the forward input, rank 2 or 3, innermost dimension dense
 * @param dy [..., N], innermost dimension dense
 * @param dweight [N, K], added to, innermost dimension dense; or null if the weights are frozen
 * @param dbias [N], added to, dense; or null if there is none or it is frozen
 */
public record LinearBackward(Tensor x, Tensor dy, Tensor dweight, Tensor dbias) implements Op {
    private static final int DWEIGHT = 0;

    public LinearBackward {
        Operands.requireRank("LinearBackward", "x", x, 2, 3);
        Operands.requireFloating("LinearBackward", "x", x);
        Operands.requireDenseRows("LinearBackward", "x", x);
        Operands.requireDenseRows("LinearBackward", "dy", dy);
        int[] expected = x.shape().toArray();
        expected[expected.length - 1] = dy.dim(-1);
        Operands.requireShape("LinearBackward", "dy", dy, expected);
        if (dweight != null) {
            Operands.requireShape("LinearBackward", "dweight", dweight, dy.dim(-1), x.dim(-1));
            Operands.requireDenseRows("LinearBackward", "dweight", dweight);
        }
        if (dbias != null) {
            Operands.requireShape("LinearBackward", "dbias", dbias, dy.dim(-1));
            Operands.requireDenseRows("LinearBackward", "dbias", dbias);
        }
        Operands.require("LinearBackward", dweight != null || dbias != null, "nothing to compute");
    }

    @Override
    public List<Tensor> inputs() {
        return Operands.present(dweight == null ? null : x, dy, dweight, dbias);
    }

    @Override
    public List<Tensor> outputs() {
        return Operands.present(dweight, dbias);
    }

    @Override
    public long flops() {
        return dy.elementCount() * ((dweight == null ? 0 : 2L * x.dim(-1)) + (dbias == null ? 0 : 1));
    }

    @Override
    public void reference() {
        for (int n = 0; n < dy.dim(-1); n++) {
            if (dweight != null) {
                for (int k = 0; k < x.dim(-1); k++) {
                    dweight.set(dweight.get(n, k) + product(n, k), n, k);
                }
            }
            if (dbias != null) {
                dbias.set(dbias.get(n) + columnSum(n), n);
            }
        }
    }

    private int rows() {
        return dy.dim(-1) == 0 ? 0 : Math.toIntExact(dy.elementCount() / dy.dim(-1));
    }

    private double product(int n, int k) {
        double sum = 0;
        for (long row = 0; row < rows(); row++) {
            sum += dy.getFlat(row * dy.dim(-1) + n) * x.getFlat(row * x.dim(-1) + k);
        }
        return sum;
    }

    private double columnSum(int n) {
        double sum = 0;
        for (long row = 0; row < rows(); row++) {
            sum += dy.getFlat(row * dy.dim(-1) + n);
        }
        return sum;
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double tolerance = 0;
        for (int output = 0; output < outputs().size(); output++) {
            tolerance = Math.max(tolerance, tolerance(output, unitRoundoff));
        }
        return tolerance;
    }

    @Override
    public double tolerance(int output, double unitRoundoff) {
        return tolerance(output, unitRoundoff, unitRoundoff);
    }

    @Override
    public double tolerance(int output, double unitRoundoff, double productRoundoff) {
        if (dweight == null || output != DWEIGHT) {
            return Sums.tolerance(rows(), Norms.maxAbs(dy), Norms.maxAbs(dbias), unitRoundoff);
        }
        double columns = Norms.maxColumnNorm(dy) * Norms.maxColumnNorm(x);
        double product = Norms.dotProductError(rows(), columns, 1, unitRoundoff)
                + Norms.operandError(columns, 1, unitRoundoff, productRoundoff);
        return product + 4 * unitRoundoff * (Norms.maxAbs(dweight) + columns);
    }
}
