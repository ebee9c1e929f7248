// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Softmax cross-entropy: loss[n] = log Σₖ exp(logits[n,k]) − logits[n, labels[n]]. The mean is the caller's.
 *
 * <p>FLOPs: 4 for each logit.
 *
 * @param logits [N, K], innermost dimension dense
 * @param labels [N], I32 or I64, each 0 ≤ label &lt; K
 * @param losses [N], contiguous
 */
public record CrossEntropy(Tensor logits, Tensor labels, Tensor losses) implements Op {
    public CrossEntropy {
        Operands.requireRank("CrossEntropy", "logits", logits, 2, 2);
        Operands.requireFloating("CrossEntropy", "logits", logits);
        Operands.requireInteger("CrossEntropy", "labels", labels);
        Operands.requireDenseRows("CrossEntropy", "logits", logits);
        Operands.requireShape("CrossEntropy", "labels", labels, logits.dim(0));
        Operands.requireShape("CrossEntropy", "losses", losses, logits.dim(0));
        Operands.require("CrossEntropy", losses.isContiguous(), "losses must be contiguous");
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(logits, labels);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(losses);
    }

    @Override
    public long flops() {
        return 4 * logits.elementCount();
    }

    @Override
    public void reference() {
        for (int row = 0; row < logits.dim(0); row++) {
            int label = Math.toIntExact(labels.getLong(row));
            losses.set(Softmax.logSumExp(logits, row) - logits.get(row, label), row);
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return unitRoundoff * (4 * Math.sqrt(logits.dim(1)) + 8 * Norms.maxAbs(logits));
    }
}
