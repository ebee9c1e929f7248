// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Tensor;

/**
 * The operands of a training step. The residual starts as zeros; the step ends with plain gradient descent at the rate
 * {@link #LEARNING_RATE}; the output is the gradient of the residual [K, E].
 *
 * @param base t [K, E]
 * @param embeddings f̂ [B, E], normalised
 * @param labels [B], I32
 * @param alpha scale of the residual
 * @param logitScale s
 */
public record TuneTrial(
        TuneCase benchCase, Tensor base, Tensor embeddings, Tensor labels, double alpha, double logitScale)
        implements Trial {

    /** So small that many steps leave the problem as it is. */
    public static final double LEARNING_RATE = 1e-6;

    private static final double UNIT_ROUNDOFF = 0x1p-24;

    @Override
    public Work work() {
        try (TuneContender contender = new TuneContender(this, 1)) {
            return contender.work();
        }
    }

    @Override
    public Contender jclip(int threads) {
        return new TuneContender(this, threads);
    }

    /**
     * Logits s·f̂·uᵀ have the rounding error s·√E·u, which is the relative error of the probabilities; the gradient
     * sums B of them, each at most α·s/B.
     */
    @Override
    public double tolerance(float[] output) {
        double logits = 2 * logitScale * Math.sqrt(benchCase.width()) * UNIT_ROUNDOFF;
        return 2 * alpha * logitScale * (logits + 4 * Math.sqrt(benchCase.batch()) * UNIT_ROUNDOFF);
    }
}
