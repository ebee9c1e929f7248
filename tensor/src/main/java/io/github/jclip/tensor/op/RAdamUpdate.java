// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * One step of RAdam (Liu et al., arXiv:1908.03265) in the authors' form, which Dassl uses: weight decay is decoupled,
 * and while the variance of the adaptive rate is intractable the step is that of momentum alone. With g the gradient, p
 * the parameter, t the step, ρ∞ = 2/(1 − β₂) − 1 and ρ = ρ∞ − 2t·β₂ᵗ/(1 − β₂ᵗ):
 *
 * <pre>
 * mean   ← β₁·mean + (1 − β₁)·g
 * square ← β₂·square + (1 − β₂)·g²
 * p ← p·(1 − learningRate·weightDecay)
 * ρ ≥ 5:  p ← p − learningRate·r·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · mean/(√square + ε)
 *         with r² = (ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ)
 * else:   p ← p − learningRate/(1 − β₁ᵗ) · mean
 * </pre>
 *
 * <p>FLOPs: 12 for each element.
 *
 * @param parameter any shape, contiguous, updated in place
 * @param gradient as parameter, read only
 * @param mean as parameter, running mean of the gradient, updated in place; zeros before the first step
 * @param square as parameter, running mean of its square, updated in place; zeros before the first step
 * @param rates [3], F64, of {@link #rates(double, double, double, double, int)}
 */
public record RAdamUpdate(
        Tensor parameter,
        Tensor gradient,
        Tensor mean,
        Tensor square,
        Tensor rates,
        double beta1,
        double beta2,
        double epsilon)
        implements Op, ParameterUpdate {
    private static final double TRACTABLE_LENGTH = 5;

    public RAdamUpdate {
        Operands.requireLike("RAdamUpdate", "parameter", parameter, parameter);
        Operands.requireLike("RAdamUpdate", "gradient", gradient, parameter);
        Operands.requireLike("RAdamUpdate", "mean", mean, parameter);
        Operands.requireLike("RAdamUpdate", "square", square, parameter);
        ParameterUpdate.requireRates("RAdamUpdate", rates, 3);
    }

    /**
     * The numbers of a step: {@link #shrinkage}, {@link #stepSize}, and 1 or 0 for {@link #rectified}.
     *
     * @param step counts from 1
     */
    public static double[] rates(double learningRate, double beta1, double beta2, double weightDecay, int step) {
        Operands.require("RAdamUpdate", step >= 1, "step counts from 1, got " + step);
        double shrinkage = 1 - learningRate * weightDecay;
        double momentumStep = learningRate / (1 - Math.pow(beta1, step));
        double limit = 2 / (1 - beta2) - 1;
        double decayed = Math.pow(beta2, step);
        double length = limit - 2 * step * decayed / (1 - decayed);
        if (length < TRACTABLE_LENGTH) {
            return new double[] {shrinkage, momentumStep, 0};
        }
        double rectification = (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length);
        return new double[] {shrinkage, momentumStep * Math.sqrt((1 - decayed) * rectification), 1};
    }

    /** What weight decay multiplies the parameter with before the step. */
    public double shrinkage() {
        return rates.getFlat(0);
    }

    /** What the direction, mean/(√square + ε) or mean, is multiplied with. */
    public double stepSize() {
        return rates.getFlat(1);
    }

    /** Whether the step is long enough in for the adaptive rate; before that, mean alone gives the direction. */
    public boolean rectified() {
        return rates.getFlat(2) != 0;
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(parameter, gradient, mean, square, rates);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(parameter, mean, square);
    }

    @Override
    public long flops() {
        return 12 * parameter.elementCount();
    }

    @Override
    public void reference() {
        for (long i = 0; i < parameter.elementCount(); i++) {
            double g = gradient.getFlat(i);
            double m = beta1 * mean.getFlat(i) + (1 - beta1) * g;
            double v = beta2 * square.getFlat(i) + (1 - beta2) * g * g;
            mean.setFlat(i, m);
            square.setFlat(i, v);
            double direction = rectified() ? m / (Math.sqrt(v) + epsilon) : m;
            parameter.setFlat(i, shrinkage() * parameter.getFlat(i) - stepSize() * direction);
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double worst = 0;
        for (long i = 0; i < parameter.elementCount(); i++) {
            double m = Math.abs(mean.getFlat(i));
            double v = square.getFlat(i);
            double g = Math.abs(gradient.getFlat(i));
            double root = rectified() ? Math.sqrt(v) + epsilon : 1;
            double change = stepSize() * m / root;
            double meanError = UpdateErrors.runningMean(m, 1 - beta1, g, unitRoundoff);
            double squareError = UpdateErrors.runningSquare(v, 1 - beta2, g, unitRoundoff);
            double rootError = rectified() ? UpdateErrors.root(v, squareError, unitRoundoff) + unitRoundoff * root : 0;
            double changeError = stepSize() * meanError / root + change * rootError / root;
            double kept = Math.abs(parameter.getFlat(i)) + change;
            double parameterError = changeError + 4 * unitRoundoff * (change + kept);
            worst = Math.max(worst, Math.max(parameterError, Math.max(meanError, squareError)));
        }
        return worst;
    }
}
