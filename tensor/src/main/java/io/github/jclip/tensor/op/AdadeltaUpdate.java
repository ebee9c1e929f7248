// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * One step of Adadelta (Zeiler, arXiv:1212.5701) as {@code torch.optim.Adadelta} takes it. With g the gradient and p
 * the parameter:
 *
 * <pre>
 * g ← g + weightDecay·p
 * square ← ρ·square + (1 − ρ)·g²
 * δ = √(change + ε)/√(square + ε) · g
 * change ← ρ·change + (1 − ρ)·δ²
 * p ← p − learningRate·δ
 * </pre>
 *
 * <p>FLOPs: 17 for each element.
 *
 * @param parameter any shape, contiguous, updated in place
 * @param gradient as parameter, read only
 * @param square as parameter, running mean of the squared gradient, updated in place; zeros before the first step
 * @param change as parameter, running mean of the squared δ, updated in place; zeros before the first step
 * @param rates [1], F64, of {@link #rates(double)}
 */
public record AdadeltaUpdate(
        Tensor parameter,
        Tensor gradient,
        Tensor square,
        Tensor change,
        Tensor rates,
        double rho,
        double epsilon,
        double weightDecay)
        implements Op, ParameterUpdate {
    public AdadeltaUpdate {
        Operands.requireLike("AdadeltaUpdate", "parameter", parameter, parameter);
        Operands.requireLike("AdadeltaUpdate", "gradient", gradient, parameter);
        Operands.requireLike("AdadeltaUpdate", "square", square, parameter);
        Operands.requireLike("AdadeltaUpdate", "change", change, parameter);
        ParameterUpdate.requireRates("AdadeltaUpdate", rates, 1);
    }

    /** The number of a step. */
    public static double[] rates(double learningRate) {
        return new double[] {learningRate};
    }

    /** What the direction is multiplied with. */
    public double learningRate() {
        return rates.getFlat(0);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(parameter, gradient, square, change, rates);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(parameter, square, change);
    }

    @Override
    public long flops() {
        return 17 * parameter.elementCount();
    }

    @Override
    public void reference() {
        double learningRate = learningRate();
        for (long i = 0; i < parameter.elementCount(); i++) {
            double p = parameter.getFlat(i);
            double g = gradient.getFlat(i) + weightDecay * p;
            double v = rho * square.getFlat(i) + (1 - rho) * g * g;
            double c = change.getFlat(i);
            double delta = Math.sqrt(c + epsilon) / Math.sqrt(v + epsilon) * g;
            square.setFlat(i, v);
            change.setFlat(i, rho * c + (1 - rho) * delta * delta);
            parameter.setFlat(i, p - learningRate * delta);
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double learningRate = learningRate();
        double worst = 0;
        for (long i = 0; i < parameter.elementCount(); i++) {
            double v = square.getFlat(i);
            double c = change.getFlat(i);
            // change ≥ (1 − ρ)·δ² bounds δ, and change ≥ ρ·(old change) bounds the numerator.
            double delta = Math.sqrt(c / (1 - rho));
            double ratio = Math.sqrt((c / rho + epsilon) / (v + epsilon));
            double old = Math.abs(parameter.getFlat(i)) + learningRate * delta;
            double g = Math.abs(gradient.getFlat(i)) + weightDecay * old;
            double squareError = UpdateErrors.runningSquare(v, 1 - rho, g, unitRoundoff);
            double deltaError =
                    delta * (6 * unitRoundoff + squareError / (2 * (v + epsilon))) + 3 * unitRoundoff * ratio * g;
            double changeError = 4 * unitRoundoff * c + 2 * (1 - rho) * delta * deltaError;
            double parameterError = learningRate * deltaError + 3 * unitRoundoff * (old + learningRate * delta);
            worst = Math.max(worst, Math.max(parameterError, Math.max(squareError, changeError)));
        }
        return worst;
    }
}
