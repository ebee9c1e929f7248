// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.optim;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AdadeltaUpdate;
import io.github.jclip.tensor.op.AdamUpdate;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.RAdamUpdate;
import io.github.jclip.tensor.op.RmsPropUpdate;
import io.github.jclip.tensor.op.SgdUpdate;
import java.util.List;

/**
 * How a parameter moves along its gradient, with its constants. The formulas stand with the ops; names and defaults are
 * those of {@code torch.optim}.
 */
public sealed interface UpdateRule {

    /** What the rule remembers of each parameter: tensors of its shape, zeros before the first step. */
    List<String> stateNames();

    /**
     * The numbers of a step, always as many.
     *
     * @param step counts from 1
     */
    double[] rates(double learningRate, int step);

    /**
     * The op that takes a step.
     *
     * @param state in the order of {@link #stateNames()}
     * @param rates F64, the numbers of the step when the op runs
     */
    Op update(Tensor parameter, Tensor gradient, List<Tensor> state, Tensor rates);

    /**
     * Adam, AdamW and AMSGrad.
     *
     * @param decoupled whether the weights decay on their own (AdamW) or through the gradient (Adam)
     * @param amsgrad whether the largest running square takes the place of the current one
     */
    record Adam(double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled, boolean amsgrad)
            implements UpdateRule {

        /** β = (0.9, 0.999), ε = 1e-8, weight decay through the gradient. */
        public static Adam withWeightDecay(double weightDecay) {
            return new Adam(0.9, 0.999, 1e-8, weightDecay, false, false);
        }

        @Override
        public List<String> stateNames() {
            return amsgrad ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq") : List.of("exp_avg", "exp_avg_sq");
        }

        @Override
        public double[] rates(double learningRate, int step) {
            return AdamUpdate.rates(learningRate, beta1, beta2, weightDecay, decoupled, step);
        }

        @Override
        public Op update(Tensor parameter, Tensor gradient, List<Tensor> state, Tensor rates) {
            Tensor largest = amsgrad ? state.get(2) : null;
            return new AdamUpdate(
                    parameter,
                    gradient,
                    state.get(0),
                    state.get(1),
                    largest,
                    rates,
                    beta1,
                    beta2,
                    epsilon,
                    weightDecay,
                    decoupled);
        }
    }

    /** Stochastic gradient descent, with or without momentum. */
    record Sgd(double momentum, double dampening, boolean nesterov, double weightDecay) implements UpdateRule {
        @Override
        public List<String> stateNames() {
            return momentum == 0 ? List.of() : List.of("momentum_buffer");
        }

        @Override
        public double[] rates(double learningRate, int step) {
            return SgdUpdate.rates(learningRate, momentum, dampening, step == 1);
        }

        @Override
        public Op update(Tensor parameter, Tensor gradient, List<Tensor> state, Tensor rates) {
            Tensor velocity = momentum == 0 ? null : state.get(0);
            return new SgdUpdate(parameter, gradient, velocity, rates, momentum, nesterov, weightDecay);
        }
    }

    /** RMSprop, not centred. */
    record RmsProp(double smoothing, double epsilon, double momentum, double weightDecay) implements UpdateRule {
        @Override
        public List<String> stateNames() {
            return momentum == 0 ? List.of("square_avg") : List.of("square_avg", "momentum_buffer");
        }

        @Override
        public double[] rates(double learningRate, int step) {
            return RmsPropUpdate.rates(learningRate);
        }

        @Override
        public Op update(Tensor parameter, Tensor gradient, List<Tensor> state, Tensor rates) {
            Tensor velocity = momentum == 0 ? null : state.get(1);
            return new RmsPropUpdate(
                    parameter, gradient, state.get(0), velocity, rates, smoothing, epsilon, momentum, weightDecay);
        }
    }

    /** RAdam in its authors' form, as Dassl has it. */
    record RAdam(double beta1, double beta2, double epsilon, double weightDecay) implements UpdateRule {
        @Override
        public List<String> stateNames() {
            return List.of("exp_avg", "exp_avg_sq");
        }

        @Override
        public double[] rates(double learningRate, int step) {
            return RAdamUpdate.rates(learningRate, beta1, beta2, weightDecay, step);
        }

        @Override
        public Op update(Tensor parameter, Tensor gradient, List<Tensor> state, Tensor rates) {
            return new RAdamUpdate(parameter, gradient, state.get(0), state.get(1), rates, beta1, beta2, epsilon);
        }
    }

    /** Adadelta. */
    record Adadelta(double rho, double epsilon, double weightDecay) implements UpdateRule {
        @Override
        public List<String> stateNames() {
            return List.of("square_avg", "acc_delta");
        }

        @Override
        public double[] rates(double learningRate, int step) {
            return AdadeltaUpdate.rates(learningRate);
        }

        @Override
        public Op update(Tensor parameter, Tensor gradient, List<Tensor> state, Tensor rates) {
            return new AdadeltaUpdate(
                    parameter, gradient, state.get(0), state.get(1), rates, rho, epsilon, weightDecay);
        }
    }
}
