// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradients of {@link ScaleByExponential}: dx = e^s·dy and ds ← ds + Σ dy∘y.
 *
 * <p>FLOPs: 3 for each element.
 *
 * @param y [N, K], the forward output, innermost dimension dense
 * @param logScale [1], s
 * @param dy as y
 * @param dx as y, overwritten; may be dy itself
 * @param dlogScale [1], added to; or null if the temperature is fixed
 */
public record ScaleByExponentialBackward(Tensor y, Tensor logScale, Tensor dy, Tensor dx, Tensor dlogScale)
        implements Op {
    private static final int DX = 0;

    public ScaleByExponentialBackward {
        Operands.requireRank("ScaleByExponentialBackward", "y", y, 2, 2);
        Operands.requireFloating("ScaleByExponentialBackward", "y", y);
        Operands.requireShape("ScaleByExponentialBackward", "logScale", logScale, 1);
        for (Tensor tensor : List.of(y, dy, dx)) {
            Operands.requireSameShape("ScaleByExponentialBackward", "dy or dx", tensor, y);
            Operands.requireDenseRows("ScaleByExponentialBackward", "y, dy or dx", tensor);
        }
        if (dlogScale != null) {
            Operands.requireShape("ScaleByExponentialBackward", "dlogScale", dlogScale, 1);
        }
    }

    @Override
    public List<Tensor> inputs() {
        return Operands.present(y, logScale, dy, dlogScale);
    }

    @Override
    public List<Tensor> outputs() {
        return Operands.present(dx, dlogScale);
    }

    @Override
    public long flops() {
        return 3 * y.elementCount();
    }

    @Override
    public void reference() {
        double scale = Math.exp(logScale.get(0));
        double sum = 0;
        for (long i = 0; i < y.elementCount(); i++) {
            double gradient = dy.getFlat(i);
            sum += gradient * y.getFlat(i);
            dx.setFlat(i, scale * gradient);
        }
        if (dlogScale != null) {
            dlogScale.set(dlogScale.get(0) + sum, 0);
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return dlogScale == null
                ? tolerance(DX, unitRoundoff)
                : Math.max(tolerance(DX, unitRoundoff), tolerance(1, unitRoundoff));
    }

    @Override
    public double tolerance(int output, double unitRoundoff) {
        if (output == DX) {
            return 4 * unitRoundoff * Norms.maxAbs(dx);
        }
        double dyLargest = dx == dy ? Norms.maxAbs(dx) * Math.exp(-logScale.get(0)) : Norms.maxAbs(dy);
        int terms = Math.toIntExact(y.elementCount());
        return Sums.tolerance(terms, dyLargest * Norms.maxAbs(y), Norms.maxAbs(dlogScale), unitRoundoff);
    }
}
