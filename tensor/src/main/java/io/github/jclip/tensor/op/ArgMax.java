// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * The class of each row of logits: y[n] is the position of the largest x[n, k], the first of several. Rows hold no NaN.
 *
 * <p>FLOPs: 1 for each logit, a comparison.
 *
 * @param x [N, K], K ≥ 1, innermost dimension dense
 * @param y [N], I32, contiguous
 */
public record ArgMax(Tensor x, Tensor y) implements Op {
    public ArgMax {
        Operands.requireRank("ArgMax", "x", x, 2, 2);
        Operands.requireFloating("ArgMax", "x", x);
        Operands.requireDenseRows("ArgMax", "x", x);
        Operands.require("ArgMax", x.dim(1) >= 1, "rows of x must not be empty");
        Operands.requireShape("ArgMax", "y", y, x.dim(0));
        Operands.require("ArgMax", y.dtype() == DType.I32 && y.isContiguous(), "y must be I32 and contiguous");
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
        return x.elementCount();
    }

    @Override
    public void reference() {
        for (int row = 0; row < x.dim(0); row++) {
            int best = 0;
            for (int k = 1; k < x.dim(1); k++) {
                if (x.get(row, k) > x.get(row, best)) {
                    best = k;
                }
            }
            y.set(best, row);
        }
    }

    /** Comparisons are exact. */
    @Override
    public double tolerance(double unitRoundoff) {
        return 0;
    }
}
