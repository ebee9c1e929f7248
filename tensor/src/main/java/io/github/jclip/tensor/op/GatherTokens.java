// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * One token of each sequence: y[b] = x[b, index[b]].
 *
 * @param x [B, T, C], innermost dimension dense
 * @param index [B], I32 or I64, each 0 ≤ index &lt; T
 * @param y [B, C], innermost dimension dense
 */
public record GatherTokens(Tensor x, Tensor index, Tensor y) implements Op {
    public GatherTokens {
        Operands.requireRank("GatherTokens", "x", x, 3, 3);
        Operands.requireFloating("GatherTokens", "x", x);
        Operands.requireInteger("GatherTokens", "index", index);
        Operands.requireShape("GatherTokens", "index", index, x.dim(0));
        Operands.requireShape("GatherTokens", "y", y, x.dim(0), x.dim(2));
        Operands.requireDenseRows("GatherTokens", "x", x);
        Operands.requireDenseRows("GatherTokens", "y", y);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, index);
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
    public long bytes() {
        return 2 * y.byteSize() + index.byteSize();
    }

    @Override
    public void reference() {
        for (int b = 0; b < x.dim(0); b++) {
            int token = Math.toIntExact(index.getLong(b));
            for (int c = 0; c < x.dim(2); c++) {
                y.set(x.get(b, token, c), b, c);
            }
        }
    }

    /** A copy is exact. */
    @Override
    public double tolerance(double unitRoundoff) {
        return 0;
    }
}
