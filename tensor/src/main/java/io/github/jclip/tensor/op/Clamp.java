// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * y = min(max(x, low), high), element by element: keeps a parameter in its range after a step, as CLIP does with {@code
 * logit_scale}. NaN stays NaN.
 *
 * @param x any shape, contiguous
 * @param low representable in the type of y, as is high
 * @param y as x, contiguous; may be x itself
 */
public record Clamp(Tensor x, double low, double high, Tensor y) implements Op {
    public Clamp {
        Operands.requireLike("Clamp", "x", x, x);
        Operands.requireLike("Clamp", "y", y, x);
        Operands.require("Clamp", low <= high, "low %s is above high %s".formatted(low, high));
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
        return 2 * x.elementCount();
    }

    @Override
    public void reference() {
        for (long i = 0; i < x.elementCount(); i++) {
            y.setFlat(i, Math.min(Math.max(x.getFlat(i), low), high));
        }
    }

    /** The bounds are rounded to the type. */
    @Override
    public double tolerance(double unitRoundoff) {
        return unitRoundoff * Norms.maxAbs(y);
    }
}
