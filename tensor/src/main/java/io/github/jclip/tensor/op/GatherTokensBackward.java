// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradient of {@link GatherTokens}: dx[b, t] = dy[b] for t = index[b], else 0.
 *
 * @param dy [B, C], innermost dimension dense
 * @param index [B], I32 or I64, each 0 ≤ index &lt; T
 * @param dx [B, T, C], overwritten, innermost dimension dense
 */
public record GatherTokensBackward(Tensor dy, Tensor index, Tensor dx) implements Op {
    public GatherTokensBackward {
        Operands.requireRank("GatherTokensBackward", "dx", dx, 3, 3);
        Operands.requireFloating("GatherTokensBackward", "dx", dx);
        Operands.requireInteger("GatherTokensBackward", "index", index);
        Operands.requireShape("GatherTokensBackward", "index", index, dx.dim(0));
        Operands.requireShape("GatherTokensBackward", "dy", dy, dx.dim(0), dx.dim(2));
        Operands.requireDenseRows("GatherTokensBackward", "dx", dx);
        Operands.requireDenseRows("GatherTokensBackward", "dy", dy);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(dy, index);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(dx);
    }

    @Override
    public long flops() {
        return 0;
    }

    @Override
    public void reference() {
        dx.fill(0);
        for (int b = 0; b < dx.dim(0); b++) {
            int token = Math.toIntExact(index.getLong(b));
            for (int c = 0; c < dx.dim(2); c++) {
                dx.set(dy.get(b, c), b, token, c);
            }
        }
    }

    /** A copy is exact. */
    @Override
    public double tolerance(double unitRoundoff) {
        return 0;
    }
}
