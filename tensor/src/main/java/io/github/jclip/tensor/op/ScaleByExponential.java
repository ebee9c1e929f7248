// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * y = e^s·x with a scale s that may be trained: CLIP's temperature, whose logarithm {@code logit_scale} is a parameter.
 * OpenAI keeps e^s ≤ 100 by a {@link Clamp} of s after each step.
 *
 * <p>FLOPs: one for each element.
 *
 * @param x [N, K], innermost dimension dense
 * @param logScale [1], s
 * @param y as x; may be x itself
 */
public record ScaleByExponential(Tensor x, Tensor logScale, Tensor y) implements Op {
    public ScaleByExponential {
        Operands.requireRank("ScaleByExponential", "x", x, 2, 2);
        Operands.requireFloating("ScaleByExponential", "x", x);
        Operands.requireShape("ScaleByExponential", "logScale", logScale, 1);
        Operands.requireSameShape("ScaleByExponential", "y", y, x);
        Operands.requireDenseRows("ScaleByExponential", "x", x);
        Operands.requireDenseRows("ScaleByExponential", "y", y);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, logScale);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public long flops() {
        return x.elementCount();
    }

    @Override
    public void reference() {
        double scale = Math.exp(logScale.get(0));
        for (long i = 0; i < x.elementCount(); i++) {
            y.setFlat(i, scale * x.getFlat(i));
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return 4 * unitRoundoff * Norms.maxAbs(y);
    }
}
