// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Token embedding with positions: y[b,t] = table[ids[b,t]] + positions[t].
 *
 * <p>FLOPs: one for each output element; bytes count only the rows that are read.
 *
 * @param ids [B, T], I32 or I64, each 0 ≤ id &lt; V
 * @param table [V, C], any floating type, contiguous
 * @param positions [T, C], contiguous
 * @param y [B, T, C], contiguous
 */
public record EmbeddingLookup(Tensor ids, Tensor table, Tensor positions, Tensor y) implements Op {
    public EmbeddingLookup {
        Operands.requireRank("EmbeddingLookup", "ids", ids, 2, 2);
        Operands.requireInteger("EmbeddingLookup", "ids", ids);
        Operands.requireRank("EmbeddingLookup", "table", table, 2, 2);
        Operands.requireFloating("EmbeddingLookup", "table", table);
        Operands.requireShape("EmbeddingLookup", "positions", positions, ids.dim(1), table.dim(1));
        Operands.requireShape("EmbeddingLookup", "y", y, ids.dim(0), ids.dim(1), table.dim(1));
        Operands.require(
                "EmbeddingLookup",
                table.isContiguous() && positions.isContiguous() && y.isContiguous(),
                "table, positions and y must be contiguous");
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(ids, table, positions);
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
    public long bytes() {
        return ids.byteSize() + y.elementCount() * table.dtype().byteSize() + positions.byteSize() + y.byteSize();
    }

    @Override
    public void reference() {
        for (int b = 0; b < ids.dim(0); b++) {
            for (int t = 0; t < ids.dim(1); t++) {
                int id = Math.toIntExact(ids.getLong((long) b * ids.dim(1) + t));
                for (int c = 0; c < table.dim(1); c++) {
                    y.set(table.get(id, c) + positions.get(t, c), b, t, c);
                }
            }
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return 2 * unitRoundoff * Norms.maxAbs(y);
    }
}
