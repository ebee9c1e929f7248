// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradient of {@link EmbeddingLookup}, a scatter-add: dtable[ids[b,t]] ← dtable[ids[b,t]] + dy[b,t] and dpositions[t] ←
 * dpositions[t] + Σ_b dy[b,t]. Rows that no id names stay as they are.
 *
 * <p>FLOPs: one for each element of dy and gradient.
 *
 * @param ids [B, T], I32 or I64, each 0 ≤ id &lt; V
 * @param dy [B, T, C], contiguous
 * @param dtable [V, C], added to, contiguous; or null if the table is frozen
 * @param dpositions [T, C], added to, contiguous; or null if the positions are frozen
 */
public record EmbeddingLookupBackward(Tensor ids, Tensor dy, Tensor dtable, Tensor dpositions) implements Op {
    public EmbeddingLookupBackward {
        Operands.requireRank("EmbeddingLookupBackward", "ids", ids, 2, 2);
        Operands.requireInteger("EmbeddingLookupBackward", "ids", ids);
        Operands.requireRank("EmbeddingLookupBackward", "dy", dy, 3, 3);
        Operands.requireShape("EmbeddingLookupBackward", "dy", dy, ids.dim(0), ids.dim(1), dy.dim(2));
        Operands.requireLike("EmbeddingLookupBackward", "dy", dy, dy);
        if (dtable != null) {
            Operands.requireRank("EmbeddingLookupBackward", "dtable", dtable, 2, 2);
            Operands.requireShape("EmbeddingLookupBackward", "dtable", dtable, dtable.dim(0), dy.dim(2));
            Operands.requireLike("EmbeddingLookupBackward", "dtable", dtable, dtable);
        }
        if (dpositions != null) {
            Operands.requireShape("EmbeddingLookupBackward", "dpositions", dpositions, ids.dim(1), dy.dim(2));
            Operands.requireLike("EmbeddingLookupBackward", "dpositions", dpositions, dpositions);
        }
    }

    @Override
    public List<Tensor> inputs() {
        return Operands.present(ids, dy, dtable, dpositions);
    }

    @Override
    public List<Tensor> outputs() {
        return Operands.present(dtable, dpositions);
    }

    @Override
    public long flops() {
        return outputs().size() * dy.elementCount();
    }

    @Override
    public long bytes() {
        return ids.byteSize() + dy.byteSize() * (1 + 2L * outputs().size());
    }

    @Override
    public void reference() {
        int width = dy.dim(2);
        for (int c = 0; c < width; c++) {
            double[] rows = dtable == null ? new double[0] : new double[dtable.dim(0)];
            double[] positions = new double[ids.dim(1)];
            for (long token = 0; token < ids.elementCount(); token++) {
                double value = dy.getFlat(token * width + c);
                positions[(int) (token % positions.length)] += value;
                if (dtable != null) {
                    rows[Math.toIntExact(ids.getLong(token))] += value;
                }
            }
            addColumn(dtable, rows, c);
            addColumn(dpositions, positions, c);
        }
    }

    private static void addColumn(Tensor gradient, double[] sums, int column) {
        for (int row = 0; gradient != null && row < sums.length; row++) {
            gradient.set(gradient.get(row, column) + sums[row], row, column);
        }
    }

    /** A row may be named by every token. */
    @Override
    public double tolerance(double unitRoundoff) {
        double result = Math.max(Norms.maxAbsOrZero(dtable), Norms.maxAbsOrZero(dpositions));
        return Sums.tolerance(Math.toIntExact(ids.elementCount()), Norms.maxAbs(dy), result, unitRoundoff);
    }
}
