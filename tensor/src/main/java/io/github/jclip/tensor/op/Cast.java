// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * y = x converted to y's type, round to nearest-even; between equal types it copies.
 *
 * @param x floating type, any strides
 * @param y floating type, same shape, any strides
 */
public record Cast(Tensor x, Tensor y) implements Op {
    public Cast {
        Operands.requireFloating("Cast", "x", x);
        Operands.requireFloating("Cast", "y", y);
        Operands.requireSameShape("Cast", "y", y, x);
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
        return 0;
    }

    @Override
    public void reference() {
        for (long i = 0; i < x.elementCount(); i++) {
            y.setFlat(i, x.getFlat(i));
        }
    }

    /** Conversions are exact up to the rounding that the types prescribe, which the reference makes too. */
    @Override
    public double tolerance(double unitRoundoff) {
        return 0;
    }
}
