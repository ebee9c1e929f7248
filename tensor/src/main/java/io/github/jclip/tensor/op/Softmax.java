// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * y = exp(x − max)/Σ exp(x − max), row by row.
 *
 * <p>FLOPs: 5 for each element.
 *
 * @param x [N, K], innermost dimension dense
 * @param y as x; may be x itself
 */
public record Softmax(Tensor x, Tensor y) implements Op {
    public Softmax {
        Operands.requireRank("Softmax", "x", x, 2, 2);
        Operands.requireFloating("Softmax", "x", x);
        Operands.requireSameShape("Softmax", "y", y, x);
        Operands.requireDenseRows("Softmax", "x", x);
        Operands.requireDenseRows("Softmax", "y", y);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public long flops() {
        return 5 * x.elementCount();
    }

    @Override
    public void reference() {
        for (int row = 0; row < x.dim(0); row++) {
            double logSum = logSumExp(x, row);
            for (int i = 0; i < x.dim(1); i++) {
                y.set(Math.exp(x.get(row, i) - logSum), row, i);
            }
        }
    }

    static double logSumExp(Tensor x, int row) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < x.dim(1); i++) {
            max = Math.max(max, x.get(row, i));
        }
        double sum = 0;
        for (int i = 0; i < x.dim(1); i++) {
            sum += Math.exp(x.get(row, i) - max);
        }
        return max + Math.log(sum);
    }

    /** The largest difference of two elements in a row: what the exponential's argument may reach. */
    static double maxSpread(Tensor x) {
        double spread = 0;
        for (int row = 0; row < x.dim(0); row++) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < x.dim(1); i++) {
                min = Math.min(min, x.get(row, i));
                max = Math.max(max, x.get(row, i));
            }
            spread = Math.max(spread, max - min);
        }
        return spread;
    }

    @Override
    public double tolerance(double unitRoundoff) {
        // t·exp(−t) ≤ 1/e: the rounding of the argument never costs more than a few ulps of 1.
        return unitRoundoff * (8 + 4 * Math.sqrt(x.dim(1)));
    }
}
