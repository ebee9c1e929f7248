// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradient of {@link Activate}: dx = dy·activation′(x), element by element. Where an activation has been fused into an
 * {@link Epilogue}, x is the sum before it.
 *
 * <p>The derivatives, with s = σ(βx), Φ and φ the normal distribution and its density:
 *
 * <pre>
 * RELU        1 for x &gt; 0, else 0 (0 at the kink, as torch)
 * QUICK_GELU  s + βx·s·(1 − s) with β = 1.702
 * SILU        s + βx·s·(1 − s) with β = 1
 * GELU        Φ(x) + x·φ(x)
 * </pre>
 *
 * @param x any shape, contiguous; the forward input (for RELU the forward output will do)
 * @param dy as x
 * @param dx as x, overwritten; may be dy itself
 */
public record ActivateBackward(Tensor x, Activation activation, Tensor dy, Tensor dx) implements Op {
    public ActivateBackward {
        Operands.requireLike("ActivateBackward", "x", x, x);
        Operands.requireLike("ActivateBackward", "dy", dy, x);
        Operands.requireLike("ActivateBackward", "dx", dx, x);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, dy);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(dx);
    }

    /** A derivative costs about the function and three operations more. */
    @Override
    public long flops() {
        return x.elementCount() * (activation.flops() + 4);
    }

    @Override
    public void reference() {
        for (long i = 0; i < x.elementCount(); i++) {
            dx.setFlat(i, dy.getFlat(i) * activation.derivative(x.getFlat(i)));
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        // |activation′| ≤ 1.13; the exponential turns the rounding of its argument t into t·exp(−t) ≤ 1/e at most.
        double slopeError = 16 * unitRoundoff;
        return slopeError * (dx == dy ? Norms.maxAbs(dx) : Norms.maxAbs(dy));
    }
}
