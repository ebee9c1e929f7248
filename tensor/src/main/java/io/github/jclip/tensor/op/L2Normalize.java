// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * y = x/‖x‖₂, row by row, with no epsilon (as CLIP): a row of zeros gives NaN.
 *
 * <p>FLOPs: 3 for each element.
 *
 * @param x [N, E], innermost dimension dense
 * @param y as x; may be x itself
 */
public record L2Normalize(Tensor x, Tensor y) implements Op {
    public L2Normalize {
        Operands.requireRank("L2Normalize", "x", x, 2, 2);
        Operands.requireFloating("L2Normalize", "x", x);
        Operands.requireSameShape("L2Normalize", "y", y, x);
        Operands.requireDenseRows("L2Normalize", "x", x);
        Operands.requireDenseRows("L2Normalize", "y", y);
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
        return 3 * x.elementCount();
    }

    @Override
    public void reference() {
        for (int row = 0; row < x.dim(0); row++) {
            double norm = norm(x, row);
            for (int i = 0; i < x.dim(1); i++) {
                y.set(x.get(row, i) / norm, row, i);
            }
        }
    }

    static double norm(Tensor x, int row) {
        double squares = 0;
        for (int i = 0; i < x.dim(1); i++) {
            squares += x.get(row, i) * x.get(row, i);
        }
        return Math.sqrt(squares);
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return 4 * Math.sqrt(x.dim(1) + 1.0) * unitRoundoff * Norms.maxAbs(y);
    }
}
