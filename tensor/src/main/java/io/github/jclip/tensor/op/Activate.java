// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * y = activation(x), element by element.
 *
 * @param x any shape, contiguous
 * @param y as x, contiguous; may be x itself
 */
public record Activate(Tensor x, Activation activation, Tensor y) implements Op {
    public Activate {
        Operands.requireFloating("Activate", "x", x);
        Operands.requireSameShape("Activate", "y", y, x);
        Operands.require("Activate", x.isContiguous() && y.isContiguous(), "x and y must be contiguous");
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
        return x.elementCount() * activation.flops();
    }

    @Override
    public void reference() {
        for (long i = 0; i < x.elementCount(); i++) {
            y.setFlat(i, activation.apply(x.getFlat(i)));
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        // The exponential turns the rounding of its argument 1.702·x into a relative error of that size.
        return 8 * unitRoundoff * (1 + Norms.maxAbs(y));
    }
}
