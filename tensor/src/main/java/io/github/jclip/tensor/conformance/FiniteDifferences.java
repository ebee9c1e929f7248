// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.AdadeltaUpdate;
import io.github.jclip.tensor.op.AdamUpdate;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.ArgMax;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.EmbeddingLookup;
import io.github.jclip.tensor.op.GatherTokens;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.RAdamUpdate;
import io.github.jclip.tensor.op.RmsPropUpdate;
import io.github.jclip.tensor.op.SgdUpdate;
import io.github.jclip.tensor.op.Softmax;
import java.util.List;
import java.util.Optional;

/**
 * Compares backward ops with finite differences of their forward ops, both references in double precision.
 *
 * <p>With dy the gradient of the forward output y, the objective is f(x) = Σ dy·y(x) and the backward op must give its
 * derivative by each element of x. The derivative is estimated by the four-point central difference D(h) = (8(f(x+h) −
 * f(x−h)) − (f(x+2h) − f(x−2h)))/12h, whose truncation error is of order h⁴: D(h) and D(2h) differ by 15 times the
 * error of D(h), which therefore bounds it. Each y is off by the tolerance τ of the forward op at most, hence f by
 * τ·Σ|dy| and D(h) by that times (8 + 8 + 1 + 1)/12h; the tolerance of the backward op is added.
 */
final class FiniteDifferences {
    private static final double STEP = 0x1p-9;
    private static final int MOST_ELEMENTS = 48;

    private final Derivative derivative;

    private FiniteDifferences(Derivative derivative) {
        this.derivative = derivative;
    }

    /**
     * What a backward op is the derivative of.
     *
     * @param forward reads x and writes y
     * @param y output of the forward op
     * @param dy gradient of y
     * @param inputs each with its gradient
     */
    private record Derivative(Op forward, Tensor y, Tensor dy, List<Input> inputs) {}

    private record Input(Tensor x, Tensor dx) {}

    /** The check of a case, or empty if its op is not a backward op. */
    static Optional<CaseResult> check(OpCase opCase) {
        try (Scope scope = Scope.ofHost()) {
            Op op = opCase.buildReference(scope);
            return derivative(op, scope).map(it -> new FiniteDifferences(it).compare(opCase.name(), op));
        }
    }

    private static Optional<Derivative> derivative(Op op, Scope scope) {
        return switch (op) {
            case CrossEntropyBackward it -> Optional.of(derivative(it, scope));
            case L2NormalizeBackward it -> Optional.of(derivative(it, scope));
            case Activate _,
                    AdadeltaUpdate _,
                    AdamUpdate _,
                    Add _,
                    AddScaled _,
                    ArgMax _,
                    Attention _,
                    AveragePool _,
                    Cast _,
                    Convolution _,
                    CrossEntropy _,
                    EmbeddingLookup _,
                    GatherTokens _,
                    Gemm _,
                    L2Normalize _,
                    LayerNorm _,
                    Linear _,
                    RAdamUpdate _,
                    RmsPropUpdate _,
                    SgdUpdate _,
                    Softmax _ -> Optional.empty();
        };
    }

    private static Derivative derivative(CrossEntropyBackward op, Scope scope) {
        Tensor losses = scope.allocate(DType.F64, op.logits().dim(0));
        Tensor dlosses = scope.allocate(DType.F64, op.logits().dim(0));
        dlosses.fill(op.scale());
        return new Derivative(
                new CrossEntropy(op.logits(), op.labels(), losses),
                losses,
                dlosses,
                List.of(new Input(op.logits(), op.dlogits())));
    }

    private static Derivative derivative(L2NormalizeBackward op, Scope scope) {
        Tensor u = scope.allocate(DType.F64, op.x().shape());
        return new Derivative(new L2Normalize(op.x(), u), u, op.du(), List.of(new Input(op.x(), op.dx())));
    }

    private CaseResult compare(String name, Op backward) {
        Comparison comparison = new Comparison();
        backward.reference();
        double rounding = backward.tolerance(DType.F64.unitRoundoff()) + forwardRounding();
        for (Input input : derivative.inputs) {
            long stride = Math.ceilDiv(input.x.elementCount(), MOST_ELEMENTS);
            for (long i = 0; i < input.x.elementCount(); i += stride) {
                double fine = difference(input.x, i, STEP);
                double truncation = Math.abs(fine - difference(input.x, i, 2 * STEP));
                comparison.add(fine, input.dx.getFlat(i), truncation + rounding, input.dx, i);
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
        derivative.forward.reference();
        return objective();
    }

    private double forwardRounding() {
        derivative.forward.reference();
        double weights = 0;
        for (double weight : derivative.dy.toDoubleArray()) {
            weights += Math.abs(weight);
        }
        return derivative.forward.tolerance(DType.F64.unitRoundoff()) * weights * 1.5 / STEP;
    }

    private double objective() {
        double sum = 0;
        for (long i = 0; i < derivative.y.elementCount(); i++) {
            sum += derivative.dy.getFlat(i) * derivative.y.getFlat(i);
        }
        return sum;
    }
}
