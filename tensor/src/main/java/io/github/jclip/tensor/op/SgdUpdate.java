// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * One step of stochastic gradient descent as {@code torch.optim.SGD} takes it. With g the gradient and p the parameter:
 *
 * <pre>
 * g ← g + weightDecay·p
 * velocity ← g at the first step, then momentum·velocity + (1 − dampening)·g
 * p ← p − learningRate·(velocity, or g + momentum·velocity with Nesterov, or g without momentum)
 * </pre>
 *
 * <p>FLOPs: 4 for each element, 3 for momentum and 2 for Nesterov's form.
 *
 * @param parameter any shape, contiguous, updated in place
 * @param gradient as parameter, read only
 * @param velocity as parameter, updated in place; null exactly if momentum is 0
 * @param rates [3], F64, of {@link #rates(double, double, double, boolean)}
 */
public record SgdUpdate(
        Tensor parameter,
        Tensor gradient,
        Tensor velocity,
        Tensor rates,
        double momentum,
        boolean nesterov,
        double weightDecay)
        implements Op, ParameterUpdate {
    public SgdUpdate {
        Operands.requireLike("SgdUpdate", "parameter", parameter, parameter);
        Operands.requireLike("SgdUpdate", "gradient", gradient, parameter);
        Operands.require(
                "SgdUpdate",
                (velocity == null) == (momentum == 0),
                "velocity goes with momentum, which is " + momentum);
        if (velocity != null) {
            Operands.requireLike("SgdUpdate", "velocity", velocity, parameter);
        }
        ParameterUpdate.requireRates("SgdUpdate", rates, 3);
    }

    /**
     * The numbers of a step: {@link #learningRate}, {@link #kept} and {@link #entering}.
     *
     * @param first whether this is the first step, which takes the gradient undamped
     */
    public static double[] rates(double learningRate, double momentum, double dampening, boolean first) {
        return new double[] {learningRate, first ? 0 : momentum, first ? 1 : 1 - dampening};
    }

    /** What the direction is multiplied with. */
    public double learningRate() {
        return rates.getFlat(0);
    }

    /** The part of the old velocity that stays. */
    public double kept() {
        return rates.getFlat(1);
    }

    /** The part of the gradient that enters the velocity. */
    public double entering() {
        return rates.getFlat(2);
    }

    @Override
    public List<Tensor> inputs() {
        return Operands.present(parameter, gradient, velocity, rates);
    }

    @Override
    public List<Tensor> outputs() {
        return Operands.present(parameter, velocity);
    }

    @Override
    public long flops() {
        return parameter.elementCount() * (4 + (velocity == null ? 0 : 3) + (nesterov ? 2 : 0));
    }

    @Override
    public void reference() {
        double learningRate = learningRate();
        for (long i = 0; i < parameter.elementCount(); i++) {
            double p = parameter.getFlat(i);
            double g = gradient.getFlat(i) + weightDecay * p;
            double direction = g;
            if (velocity != null) {
                double v = (kept() == 0 ? 0 : kept() * velocity.getFlat(i)) + entering() * g;
                velocity.setFlat(i, v);
                direction = nesterov ? g + momentum * v : v;
            }
            parameter.setFlat(i, p - learningRate * direction);
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double learningRate = learningRate();
        double worst = 0;
        for (long i = 0; i < parameter.elementCount(); i++) {
            double v = velocity == null ? 0 : Math.abs(velocity.getFlat(i));
            double old = oldParameter(i, v);
            double g = Math.abs(gradient.getFlat(i)) + weightDecay * old;
            double velocityError = unitRoundoff * (4 * v + 8 * Math.abs(entering()) * g);
            boolean throughVelocity = velocity != null && !nesterov;
            double direction = throughVelocity ? v : g + momentum * v;
            double directionError =
                    throughVelocity ? velocityError : 4 * unitRoundoff * direction + momentum * velocityError;
            double parameterError = learningRate * directionError + 4 * unitRoundoff * (old + learningRate * direction);
            worst = Math.max(worst, Math.max(parameterError, velocity == null ? 0 : velocityError));
        }
        return worst;
    }

    /** Bound on the parameter before the step, from the values after it. */
    private double oldParameter(long i, double v) {
        double learningRate = learningRate();
        double p = Math.abs(parameter.getFlat(i));
        if (velocity != null && !nesterov) {
            return p + learningRate * v;
        }
        double moved = p + learningRate * (Math.abs(gradient.getFlat(i)) + momentum * v);
        return moved / Math.abs(1 - learningRate * weightDecay);
    }
}
