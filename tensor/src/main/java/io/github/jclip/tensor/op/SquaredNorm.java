// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * sum ← sum + Σ x². Over all gradients it gives the squared norm that {@link ClipByNorm} takes.
 *
 * <p>FLOPs: 2 for each element.
 *
 * @param x any shape, contiguous
 * @param sum [1], added to; F32 or wider, for the squares of half precision leave its range
 */
public record SquaredNorm(Tensor x, Tensor sum) implements Op {
    public SquaredNorm {
        Operands.requireLike("SquaredNorm", "x", x, x);
        Operands.requireFloating("SquaredNorm", "sum", sum);
        Operands.requireShape("SquaredNorm", "sum", sum, 1);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, sum);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(sum);
    }

    @Override
    public long flops() {
        return 2 * x.elementCount();
    }

    @Override
    public void reference() {
        double squares = 0;
        for (long i = 0; i < x.elementCount(); i++) {
            squares += x.getFlat(i) * x.getFlat(i);
        }
        sum.set(sum.get(0) + squares, 0);
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double largest = Norms.maxAbs(x);
        return Sums.tolerance(Math.toIntExact(x.elementCount()), largest * largest, Norms.maxAbs(sum), unitRoundoff);
    }
}
