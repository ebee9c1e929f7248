// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * A linear layer with fused epilogue: y = activation(x·Wᵀ + bias + residual).
 *
 * <p>FLOPs: 2·M·N·K, M the number of rows of x. The residual may be y itself, which adds to y in place.
 *
 * @param x [..., K], rank 2 or 3, innermost dimension dense
 * @param w W [N, K] as packed by the device
 * @param epilogue bias [N], activation, residual [..., N]
 * @param y [..., N], innermost dimension dense
 */
public record Linear(Tensor x, PackedMatrix w, Epilogue epilogue, Tensor y) implements Op {
    public Linear {
        Operands.requireRank("Linear", "x", x, 2, 3);
        Operands.requireDenseRows("Linear", "x", x);
        Operands.requireDenseRows("Linear", "y", y);
        Operands.requireFloating("Linear", "x", x);
        int[] expected = x.shape().toArray();
        Operands.require(
                "Linear",
                x.dim(-1) == w.inputs(),
                "x has shape %s, W has shape [%d, %d]".formatted(x.shape(), w.outputs(), w.inputs()));
        expected[expected.length - 1] = w.outputs();
        Operands.requireShape("Linear", "y", y, expected);
        epilogue.check("Linear", y);
    }

    /**
     * The gradient of the input of a layer without activation, dx = dy·W: again a linear layer, whose weights are Wᵀ. The
     * gradient of the residual is dy; those of the parameters are {@link LinearBackward}'s.
     *
     * @param dy [..., N]
     * @param transposed Wᵀ [K, N] as packed by the device
     * @param dx [..., K], overwritten
     */
    public static Linear backward(Tensor dy, PackedMatrix transposed, Tensor dx) {
        return new Linear(dy, transposed, Epilogue.NONE, dx);
    }

    @Override
    public List<Tensor> inputs() {
        return Operands.present(x, w.source(), epilogue.bias(), epilogue.residual());
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public long flops() {
        return 2 * y.elementCount() * w.inputs() + epilogue.flops(y.elementCount());
    }

    @Override
    public void reference() {
        int n = w.outputs();
        int k = w.inputs();
        Tensor weight = w.source();
        long rows = n == 0 ? 0 : y.elementCount() / n;
        for (long row = 0; row < rows; row++) {
            for (int column = 0; column < n; column++) {
                double sum = 0;
                for (int i = 0; i < k; i++) {
                    sum += x.getFlat(row * k + i) * weight.get(column, i);
                }
                long position = row * n + column;
                y.setFlat(position, epilogue.apply(sum, position, column));
            }
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return tolerance(0, unitRoundoff, unitRoundoff);
    }

    @Override
    public double tolerance(int output, double unitRoundoff, double productRoundoff) {
        double rows = Norms.maxRowNorm(x);
        double columns = Norms.maxRowNorm(w.source());
        double product = Norms.dotProductError(w.inputs(), rows, columns, unitRoundoff)
                + Norms.operandError(rows, columns, unitRoundoff, productRoundoff);
        return epilogue.tolerance(product, Norms.maxAbs(y), unitRoundoff);
    }
}
