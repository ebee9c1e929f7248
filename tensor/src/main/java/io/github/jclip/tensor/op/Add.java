// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * y = a + b, element by element. Broadcasting is a view made by {@link Tensor#expand(int...)}.
 *
 * @param a [..., C], rank 1 to 3, innermost dimension dense
 * @param b as a
 * @param y as a; may be a or b
 */
public record Add(Tensor a, Tensor b, Tensor y) implements Op {
    public Add {
        Operands.requireRank("Add", "a", a, 1, 3);
        Operands.requireFloating("Add", "a", a);
        Operands.requireSameShape("Add", "b", b, a);
        Operands.requireSameShape("Add", "y", y, a);
        Operands.requireDenseRows("Add", "a", a);
        Operands.requireDenseRows("Add", "b", b);
        Operands.requireDenseRows("Add", "y", y);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(a, b);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public long flops() {
        return y.elementCount();
    }

    @Override
    public void reference() {
        for (long i = 0; i < y.elementCount(); i++) {
            y.setFlat(i, a.getFlat(i) + b.getFlat(i));
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return 2 * unitRoundoff * Norms.maxAbs(y);
    }
}
