// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradient of {@link CrossEntropy}: dlogits = scale·(softmax(logits) − onehot(labels)). For a mean loss the scale is
 * 1/N.
 *
 * <p>FLOPs: 6 for each logit.
 *
 * @param logits [N, K], innermost dimension dense
 * @param labels [N], I32 or I64
 * @param scale dLoss/dloss[n], the same for each row
 * @param dlogits [N, K], overwritten, innermost dimension dense; may be logits itself
 */
public record CrossEntropyBackward(Tensor logits, Tensor labels, double scale, Tensor dlogits) implements Op {
    public CrossEntropyBackward {
        Operands.requireRank("CrossEntropyBackward", "logits", logits, 2, 2);
        Operands.requireFloating("CrossEntropyBackward", "logits", logits);
        Operands.requireInteger("CrossEntropyBackward", "labels", labels);
        Operands.requireShape("CrossEntropyBackward", "labels", labels, logits.dim(0));
        Operands.requireSameShape("CrossEntropyBackward", "dlogits", dlogits, logits);
        Operands.requireDenseRows("CrossEntropyBackward", "logits", logits);
        Operands.requireDenseRows("CrossEntropyBackward", "dlogits", dlogits);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(logits, labels);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(dlogits);
    }

    @Override
    public long flops() {
        return 6 * logits.elementCount();
    }

    @Override
    public void reference() {
        for (int row = 0; row < logits.dim(0); row++) {
            double logSum = Softmax.logSumExp(logits, row);
            long label = labels.getLong(row);
            for (int i = 0; i < logits.dim(1); i++) {
                double probability = Math.exp(logits.get(row, i) - logSum);
                dlogits.set(scale * (probability - (i == label ? 1 : 0)), row, i);
            }
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return Math.abs(scale) * unitRoundoff * (8 + 4 * Math.sqrt(logits.dim(1)));
    }
}
