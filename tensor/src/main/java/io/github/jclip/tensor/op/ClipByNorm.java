// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Scales a gradient down where the norm of all gradients is too large, as {@code torch.nn.utils.clip_grad_norm_} does: g
 * ← g·min(1, maxNorm/(√squaredNorm + 1e-6)).
 *
 * <p>FLOPs: one for each element.
 *
 * @param gradient any shape, contiguous, scaled in place
 * @param squaredNorm [1], the sum over all gradients, by {@link SquaredNorm}
 * @param maxNorm positive
 */
public record ClipByNorm(Tensor gradient, Tensor squaredNorm, double maxNorm) implements Op {
    private static final double EPSILON = 1e-6;

    public ClipByNorm {
        Operands.requireLike("ClipByNorm", "gradient", gradient, gradient);
        Operands.requireShape("ClipByNorm", "squaredNorm", squaredNorm, 1);
        Operands.require("ClipByNorm", maxNorm > 0, "maxNorm " + maxNorm);
    }

    /** What the gradient is multiplied by, for the squared norm of all gradients. */
    public double factor(double squares) {
        return Math.min(1, maxNorm / (Math.sqrt(squares) + EPSILON));
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(gradient, squaredNorm);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(gradient);
    }

    @Override
    public long flops() {
        return gradient.elementCount();
    }

    @Override
    public void reference() {
        double factor = factor(squaredNorm.get(0));
        for (long i = 0; i < gradient.elementCount(); i++) {
            gradient.setFlat(i, factor * gradient.getFlat(i));
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return 4 * unitRoundoff * Norms.maxAbs(gradient);
    }
}
