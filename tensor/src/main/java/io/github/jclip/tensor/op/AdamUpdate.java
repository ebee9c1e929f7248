// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * One step of Adam (Kingma and Ba, arXiv:1412.6980) as {@code torch.optim.Adam} and {@code AdamW} take it. With g the
 * gradient, p the parameter and t the step:
 *
 * <pre>
 * coupled decay (Adam):     g ← g + weightDecay·p
 * decoupled decay (AdamW):  p ← p·(1 − learningRate·weightDecay)
 * mean   ← β₁·mean + (1 − β₁)·g
 * square ← β₂·square + (1 − β₂)·g²
 * largest ← max(largest, square)                (AMSGrad only, where it takes the place of square below)
 * p ← p − learningRate/(1 − β₁ᵗ) · mean / (√square/√(1 − β₂ᵗ) + ε)
 * </pre>
 *
 * <p>FLOPs: 13 for each element, and 2 for weight decay.
 *
 * @param parameter any shape, contiguous, updated in place
 * @param gradient as parameter, read only
 * @param mean as parameter, running mean of the gradient, updated in place; zeros before the first step
 * @param square as parameter, running mean of its square, updated in place; zeros before the first step
 * @param largest as parameter, largest running square so far (AMSGrad), updated in place, or null for plain Adam
 * @param decoupled whether the weights decay on their own (AdamW) or through the gradient (Adam)
 * @param rates [3], F64, of {@link #rates(double, double, double, double, boolean, int)}
 */
public record AdamUpdate(
        Tensor parameter,
        Tensor gradient,
        Tensor mean,
        Tensor square,
        Tensor largest,
        Tensor rates,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        boolean decoupled)
        implements Op, ParameterUpdate {
    public AdamUpdate {
        Operands.requireLike("AdamUpdate", "parameter", parameter, parameter);
        Operands.requireLike("AdamUpdate", "gradient", gradient, parameter);
        Operands.requireLike("AdamUpdate", "mean", mean, parameter);
        Operands.requireLike("AdamUpdate", "square", square, parameter);
        if (largest != null) {
            Operands.requireLike("AdamUpdate", "largest", largest, parameter);
        }
        ParameterUpdate.requireRates("AdamUpdate", rates, 3);
    }

    /**
     * The numbers of a step: {@link #shrinkage}, {@link #stepSize} and {@link #rootScale}.
     *
     * @param step counts from 1
     */
    public static double[] rates(
            double learningRate, double beta1, double beta2, double weightDecay, boolean decoupled, int step) {
        Operands.require("AdamUpdate", step >= 1, "step counts from 1, got " + step);
        return new double[] {
            decoupled ? 1 - learningRate * weightDecay : 1,
            learningRate / (1 - Math.pow(beta1, step)),
            1 / Math.sqrt(1 - Math.pow(beta2, step))
        };
    }

    /** What weight decay multiplies the parameter with before the step; 1 where it enters through the gradient. */
    public double shrinkage() {
        return rates.getFlat(0);
    }

    /** The part of the parameter that is added to the gradient; 0 where the weights decay on their own. */
    public double coupledDecay() {
        return decoupled ? 0 : weightDecay;
    }

    /** learningRate/(1 − β₁ᵗ). */
    public double stepSize() {
        return rates.getFlat(1);
    }

    /** 1/√(1 − β₂ᵗ). */
    public double rootScale() {
        return rates.getFlat(2);
    }

    @Override
    public List<Tensor> inputs() {
        return Operands.present(parameter, gradient, mean, square, largest, rates);
    }

    @Override
    public List<Tensor> outputs() {
        return Operands.present(parameter, mean, square, largest);
    }

    @Override
    public long flops() {
        return parameter.elementCount() * (weightDecay == 0 ? 13 : 15);
    }

    @Override
    public void reference() {
        for (long i = 0; i < parameter.elementCount(); i++) {
            double p = parameter.getFlat(i);
            double g = gradient.getFlat(i) + coupledDecay() * p;
            double m = beta1 * mean.getFlat(i) + (1 - beta1) * g;
            double v = beta2 * square.getFlat(i) + (1 - beta2) * g * g;
            mean.setFlat(i, m);
            square.setFlat(i, v);
            if (largest != null) {
                v = Math.max(largest.getFlat(i), v);
                largest.setFlat(i, v);
            }
            parameter.setFlat(i, shrinkage() * p - stepSize() * m / (Math.sqrt(v) * rootScale() + epsilon));
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double worst = 0;
        for (long i = 0; i < parameter.elementCount(); i++) {
            double m = Math.abs(mean.getFlat(i));
            double v = (largest == null ? square : largest).getFlat(i);
            double root = Math.sqrt(v) * rootScale() + epsilon;
            double change = Math.abs(stepSize()) * m / root;
            double kept = Math.abs(parameter.getFlat(i)) + change;
            double g = Math.abs(gradient.getFlat(i)) + coupledDecay() * kept;
            double meanError = UpdateErrors.runningMean(m, 1 - beta1, g, unitRoundoff);
            double squareError = UpdateErrors.runningSquare(v, 1 - beta2, g, unitRoundoff);
            double rootError = UpdateErrors.root(v, squareError, unitRoundoff) * rootScale() + 3 * unitRoundoff * root;
            double changeError = Math.abs(stepSize()) * meanError / root + change * rootError / root;
            double parameterError = changeError + 4 * unitRoundoff * (change + kept);
            worst = Math.max(worst, Math.max(parameterError, Math.max(meanError, squareError)));
        }
        return worst;
    }
}
