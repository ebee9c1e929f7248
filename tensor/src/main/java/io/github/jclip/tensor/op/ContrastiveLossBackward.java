// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradient of {@link ContrastiveLoss} where the loss is scale·(losses[0] + losses[1])/2: dlogits = scale/(2N)·(P + Q − 2·I),
 * P the softmax of each row and Q that of each column.
 *
 * <p>FLOPs: 12 for each logit.
 *
 * @param logits [N, N], innermost dimension dense
 * @param scale dLoss of the mean of both halves
 * @param dlogits [N, N], overwritten, innermost dimension dense; may be logits itself
 */
public record ContrastiveLossBackward(Tensor logits, double scale, Tensor dlogits) implements Op {
    public ContrastiveLossBackward {
        Operands.requireRank("ContrastiveLossBackward", "logits", logits, 2, 2);
        Operands.requireFloating("ContrastiveLossBackward", "logits", logits);
        Operands.requireShape("ContrastiveLossBackward", "logits", logits, logits.dim(0), logits.dim(0));
        Operands.requireSameShape("ContrastiveLossBackward", "dlogits", dlogits, logits);
        Operands.requireDenseRows("ContrastiveLossBackward", "logits", logits);
        Operands.requireDenseRows("ContrastiveLossBackward", "dlogits", dlogits);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(logits);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(dlogits);
    }

    @Override
    public long flops() {
        return 12 * logits.elementCount();
    }

    @Override
    public void reference() {
        int n = logits.dim(0);
        double[] rows = new double[n];
        double[] columns = new double[n];
        for (int i = 0; i < n; i++) {
            rows[i] = Softmax.logSumExp(logits, i);
            columns[i] = Softmax.logSumExp(logits.transpose(0, 1), i);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double x = logits.get(i, j);
                double both = Math.exp(x - rows[i]) + Math.exp(x - columns[j]);
                dlogits.set(scale / (2 * n) * (both - (i == j ? 2 : 0)), i, j);
            }
        }
    }

    /** An error ε of a sum's logarithm, of the size of the logits, changes a probability by the factor e^ε. */
    @Override
    public double tolerance(double unitRoundoff) {
        int n = logits.dim(0);
        double logits2 = logits == dlogits ? 0 : Norms.maxAbs(logits);
        return Math.abs(scale) / n * unitRoundoff * (8 + 4 * Math.sqrt(n) + 4 * logits2);
    }
}
