// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Op;
import java.util.Optional;

/**
 * Compares backward ops with finite differences of their forward ops, both references in double precision.
 *
 * <p>With dy the gradient of the forward output y, the objective is f(x) = Σ dy·y(x) and the backward op must give its
 * derivative by each element of x. The derivative is estimated by the four-point central difference D(h) = (8(f(x+h) −
 * f(x−h)) − (f(x+2h) − f(x−2h)))/12h, whose truncation error is of order h⁴: D(h) and D(2h) differ by 15 times the
 * error of D(h), which therefore bounds it. Each y is off by the tolerance τ of the forward op at most, and its product
 * with dy rounds, hence f is off by Σ|dy|·(τ + 2u·|y|) and D(h) by that times (8 + 8 + 1 + 1)/12h; the tolerance of the
 * backward op is added.
 */
final class FiniteDifferences {
    private static final double STEP = 0x1p-9;
    private static final int MOST_ELEMENTS = 48;

    /** An element's derivative takes eight executions of the forward op. */
    private static final long MOST_FLOPS = 40_000;

    private final Derivative derivative;

    private FiniteDifferences(Derivative derivative) {
        this.derivative = derivative;
    }

    /** The check of a case, or empty if its op has no gradient to check or is too large. */
    static Optional<CaseResult> check(OpCase opCase) {
        try (Scope scope = Scope.ofHost()) {
            Op op = opCase.buildReference(scope);
            return new Derivatives(scope)
                    .of(op)
                    .filter(it -> it.forward().flops() <= MOST_FLOPS)
                    .map(it -> new FiniteDifferences(it).compare(opCase.name()));
        }
    }

    private CaseResult compare(String name) {
        Comparison comparison = new Comparison();
        derivative.forward().reference();
        double rounding = forwardRounding();
        for (Op backward : derivative.backward()) {
            backward.reference();
            rounding += backward.tolerance(DType.F64.unitRoundoff());
        }
        for (Derivative.Input input : derivative.inputs()) {
            Tensor x = input.x();
            long stride = Math.ceilDiv(x.elementCount(), MOST_ELEMENTS);
            for (long i = 0; i < x.elementCount(); i += stride) {
                double fine = difference(x, i, STEP);
                double truncation = Math.abs(fine - difference(x, i, 2 * STEP));
                comparison.add(fine, input.gradient(i), truncation + rounding, input.dx(), i);
            }
        }
        return comparison.result("finite differences of " + name);
    }

    private double difference(Tensor x, long index, double step) {
        double centre = x.getFlat(index);
        double near = objectiveAt(x, index, centre + step) - objectiveAt(x, index, centre - step);
        double far = objectiveAt(x, index, centre + 2 * step) - objectiveAt(x, index, centre - 2 * step);
        x.setFlat(index, centre);
        return (8 * near - far) / (12 * step);
    }

    private double objectiveAt(Tensor x, long index, double value) {
        x.setFlat(index, value);
        derivative.forward().reference();
        return objective();
    }

    private double forwardRounding() {
        double tolerance = derivative.forward().tolerance(0, DType.F64.unitRoundoff());
        double rounding = 0;
        for (long i = 0; i < derivative.y().elementCount(); i++) {
            double largest = Math.abs(derivative.y().getFlat(i)) + 2 * STEP;
            rounding += Math.abs(derivative.dy().getFlat(i)) * (tolerance + 2 * DType.F64.unitRoundoff() * largest);
        }
        return rounding * 1.5 / STEP;
    }

    private double objective() {
        double sum = 0;
        for (long i = 0; i < derivative.y().elementCount(); i++) {
            sum += derivative.dy().getFlat(i) * derivative.y().getFlat(i);
        }
        return sum;
    }
}
