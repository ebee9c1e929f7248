// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * y = value everywhere: gradients before they are added to.
 *
 * @param value rounded to the type of y
 * @param y rank 1 to 4, innermost dimension dense
 */
public record Fill(double value, Tensor y) implements Op {
    public Fill {
        Operands.requireRank("Fill", "y", y, 1, 4);
        Operands.requireFloating("Fill", "y", y);
        Operands.requireDenseRows("Fill", "y", y);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of();
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public long flops() {
        return 0;
    }

    @Override
    public void reference() {
        y.fill(value);
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return unitRoundoff * Math.abs(value);
    }
}
