// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * y = a + scale·b, element by element.
 *
 * <p>FLOPs: 2 for each element.
 *
 * @param a [..., C], rank 1 to 3, contiguous
 * @param b as a
 * @param y as a; may be a or b
 */
public record AddScaled(Tensor a, double scale, Tensor b, Tensor y) implements Op {
    public AddScaled {
        Operands.requireRank("AddScaled", "a", a, 1, 3);
        Operands.requireLike("AddScaled", "a", a, a);
        Operands.requireLike("AddScaled", "b", b, a);
        Operands.requireLike("AddScaled", "y", y, a);
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
        return 2 * y.elementCount();
    }

    @Override
    public void reference() {
        for (long i = 0; i < y.elementCount(); i++) {
            y.setFlat(i, a.getFlat(i) + scale * b.getFlat(i));
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        // One operand may have been overwritten by y; each is bounded by the other and the result.
        double terms = Norms.maxAbs(y) + Math.max(Norms.maxAbs(a), Math.abs(scale) * Norms.maxAbs(b));
        return 4 * unitRoundoff * terms;
    }
}
