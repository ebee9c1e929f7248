// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * One step of RMSprop as {@code torch.optim.RMSprop} takes it (not centred). With g the gradient and p the parameter:
 *
 * <pre>
 * g ← g + weightDecay·p
 * square ← smoothing·square + (1 − smoothing)·g²
 * velocity ← momentum·velocity + g/(√square + ε)
 * p ← p − learningRate·velocity        (without momentum: the last term alone)
 * </pre>
 *
 * <p>FLOPs: 10 for each element, and 2 for momentum.
 *
 * @param parameter any shape, contiguous, updated in place
 * @param gradient as parameter, read only
 * @param square as parameter, running mean of the squared gradient, updated in place; zeros before the first step
 * @param velocity as parameter, updated in place, zeros before the first step; null exactly if momentum is 0
 * @param rates [1], F64, of {@link #rates(double)}
 */
public record RmsPropUpdate(
        Tensor parameter,
        Tensor gradient,
        Tensor square,
        Tensor velocity,
        Tensor rates,
        double smoothing,
        double epsilon,
        double momentum,
        double weightDecay)
        implements Op, ParameterUpdate {
    public RmsPropUpdate {
        Operands.requireLike("RmsPropUpdate", "parameter", parameter, parameter);
        Operands.requireLike("RmsPropUpdate", "gradient", gradient, parameter);
        Operands.requireLike("RmsPropUpdate", "square", square, parameter);
        Operands.require(
                "RmsPropUpdate",
                (velocity == null) == (momentum == 0),
                "velocity goes with momentum, which is " + momentum);
        if (velocity != null) {
            Operands.requireLike("RmsPropUpdate", "velocity", velocity, parameter);
        }
        ParameterUpdate.requireRates("RmsPropUpdate", rates, 1);
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
        return Operands.present(parameter, gradient, square, velocity, rates);
    }

    @Override
    public List<Tensor> outputs() {
        return Operands.present(parameter, square, velocity);
    }

    @Override
    public long flops() {
        return parameter.elementCount() * (velocity == null ? 10 : 12);
    }

    @Override
    public void reference() {
        double learningRate = learningRate();
        for (long i = 0; i < parameter.elementCount(); i++) {
            double p = parameter.getFlat(i);
            double g = gradient.getFlat(i) + weightDecay * p;
            double v = smoothing * square.getFlat(i) + (1 - smoothing) * g * g;
            square.setFlat(i, v);
            double direction = g / (Math.sqrt(v) + epsilon);
            if (velocity != null) {
                direction += momentum * velocity.getFlat(i);
                velocity.setFlat(i, direction);
            }
            parameter.setFlat(i, p - learningRate * direction);
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double learningRate = learningRate();
        double worst = 0;
        for (long i = 0; i < parameter.elementCount(); i++) {
            double v = square.getFlat(i);
            double root = Math.sqrt(v) + epsilon;
            // square ≥ (1 − smoothing)·g² bounds the scaled gradient.
            double scaled = Math.sqrt(v / (1 - smoothing)) / root;
            double direction = velocity == null ? scaled : Math.abs(velocity.getFlat(i));
            double old = Math.abs(parameter.getFlat(i)) + learningRate * direction;
            double g = Math.abs(gradient.getFlat(i)) + weightDecay * old;
            double squareError = UpdateErrors.runningSquare(v, 1 - smoothing, g, unitRoundoff);
            double rootError = UpdateErrors.root(v, squareError, unitRoundoff) + unitRoundoff * root;
            double scaledError = 3 * unitRoundoff * g / root + scaled * rootError / root + 2 * unitRoundoff * scaled;
            double directionError = scaledError + 3 * unitRoundoff * (direction + scaled);
            double parameterError = learningRate * directionError + 3 * unitRoundoff * (old + learningRate * direction);
            double stateError = velocity == null ? squareError : Math.max(squareError, directionError);
            worst = Math.max(worst, Math.max(parameterError, stateError));
        }
        return worst;
    }
}
