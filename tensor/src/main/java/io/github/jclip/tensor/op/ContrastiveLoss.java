// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * The two halves of CLIP's symmetric contrastive loss (InfoNCE; Radford et al. 2021) of N pairs, whose own logits stand
 * on the diagonal:
 *
 * <pre>
 * losses[0] = 1/N Σᵢ (log Σⱼ exp(logits[i,j]) − logits[i,i])     each image among the texts
 * losses[1] = 1/N Σⱼ (log Σᵢ exp(logits[i,j]) − logits[j,j])     each text among the images
 * </pre>
 *
 * <p>The loss is their mean. logits = e^s·u·tᵀ with {@link L2Normalize normalised} embeddings u and t and {@link
 * ScaleByExponential} for the temperature.
 *
 * <p>FLOPs: 8 for each logit.
 *
 * @param logits [N, N], rows are images, columns texts; innermost dimension dense
 * @param losses [2], dense
 */
public record ContrastiveLoss(Tensor logits, Tensor losses) implements Op {
    public ContrastiveLoss {
        Operands.requireRank("ContrastiveLoss", "logits", logits, 2, 2);
        Operands.requireFloating("ContrastiveLoss", "logits", logits);
        Operands.requireShape("ContrastiveLoss", "logits", logits, logits.dim(0), logits.dim(0));
        Operands.requireDenseRows("ContrastiveLoss", "logits", logits);
        Operands.requireShape("ContrastiveLoss", "losses", losses, 2);
        Operands.requireDenseRows("ContrastiveLoss", "losses", losses);
        Operands.require("ContrastiveLoss", logits.dim(0) > 0, "no pairs");
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(logits);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(losses);
    }

    @Override
    public long flops() {
        return 8 * logits.elementCount();
    }

    @Override
    public void reference() {
        losses.set(half(logits), 0);
        losses.set(half(logits.transpose(0, 1)), 1);
    }

    private static double half(Tensor rows) {
        double sum = 0;
        for (int i = 0; i < rows.dim(0); i++) {
            sum += Softmax.logSumExp(rows, i) - rows.get(i, i);
        }
        return sum / rows.dim(0);
    }

    /** That of one row, as in {@link CrossEntropy}, and the rounding of a mean of numbers that are not negative. */
    @Override
    public double tolerance(double unitRoundoff) {
        double row = 4 * Math.sqrt(logits.dim(0)) + 8 * Norms.maxAbs(logits);
        return unitRoundoff * (row + 4 * Math.sqrt(logits.dim(0)) * Norms.maxAbs(losses));
    }
}
