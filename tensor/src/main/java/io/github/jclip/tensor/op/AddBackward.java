// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Gradient of {@link Add} by an operand that was {@linkplain Tensor#expand expanded} over the outermost dimension, such
 * as positions, a class token or a bias: db ← db + Σᵢ dy[i]. The gradient by an operand that was not expanded is dy.
 *
 * <p>FLOPs: one for each element of dy.
 *
 * @param dy [B, ..., C], rank 2 to 3, innermost dimension dense
 * @param db [..., C], added to, innermost dimension dense
 */
public record AddBackward(Tensor dy, Tensor db) implements Op {
    public AddBackward {
        Operands.requireRank("AddBackward", "dy", dy, 2, 3);
        Operands.requireFloating("AddBackward", "dy", dy);
        Operands.requireFloating("AddBackward", "db", db);
        int[] dims = dy.shape().toArray();
        Operands.requireShape("AddBackward", "db", db, Arrays.copyOfRange(dims, 1, dims.length));
        Operands.requireDenseRows("AddBackward", "dy", dy);
        Operands.requireDenseRows("AddBackward", "db", db);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(dy, db);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(db);
    }

    @Override
    public long flops() {
        return dy.elementCount();
    }

    @Override
    public void reference() {
        long size = db.elementCount();
        for (long i = 0; i < size; i++) {
            double sum = 0;
            for (long b = 0; b < dy.dim(0); b++) {
                sum += dy.getFlat(b * size + i);
            }
            db.setFlat(i, db.getFlat(i) + sum);
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return Sums.tolerance(dy.dim(0), Norms.maxAbs(dy), Norms.maxAbs(db), unitRoundoff);
    }
}
