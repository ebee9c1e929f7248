// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradient of {@link L2Normalize}. With u = x/‖x‖: dx = (du − (du·u)·u)/‖x‖, the part of du across u.
 *
 * <p>FLOPs: 8 for each element.
 *
 * @param x [N, E], the forward input, innermost dimension dense
 * @param du [N, E], gradient of the forward output, innermost dimension dense
 * @param dx [N, E], overwritten, innermost dimension dense; must not overlap x or du
 */
public record L2NormalizeBackward(Tensor x, Tensor du, Tensor dx) implements Op {
    public L2NormalizeBackward {
        Operands.requireRank("L2NormalizeBackward", "x", x, 2, 2);
        Operands.requireFloating("L2NormalizeBackward", "x", x);
        Operands.requireSameShape("L2NormalizeBackward", "du", du, x);
        Operands.requireSameShape("L2NormalizeBackward", "dx", dx, x);
        Operands.requireDenseRows("L2NormalizeBackward", "x", x);
        Operands.requireDenseRows("L2NormalizeBackward", "du", du);
        Operands.requireDenseRows("L2NormalizeBackward", "dx", dx);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, du);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(dx);
    }

    @Override
    public long flops() {
        return 8 * x.elementCount();
    }

    @Override
    public void reference() {
        for (int row = 0; row < x.dim(0); row++) {
            double norm = L2Normalize.norm(x, row);
            double along = 0;
            for (int i = 0; i < x.dim(1); i++) {
                along += du.get(row, i) * x.get(row, i) / norm;
            }
            for (int i = 0; i < x.dim(1); i++) {
                dx.set((du.get(row, i) - along * x.get(row, i) / norm) / norm, row, i);
            }
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double smallestNorm = Double.POSITIVE_INFINITY;
        for (int row = 0; row < x.dim(0); row++) {
            smallestNorm = Math.min(smallestNorm, L2Normalize.norm(x, row));
        }
        double rowNorm = Norms.maxRowNorm(du);
        double sums = Norms.dotProductError(x.dim(1), rowNorm, 2, unitRoundoff);
        return (sums + 4 * unitRoundoff * rowNorm) / smallestNorm;
    }
}
