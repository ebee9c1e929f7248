// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AdadeltaUpdate;
import io.github.jclip.tensor.op.AdamUpdate;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.RAdamUpdate;
import io.github.jclip.tensor.op.RmsPropUpdate;
import io.github.jclip.tensor.op.SgdUpdate;
import java.util.function.Function;

/** Cases of the optimisers' updates, all of which work in place. */
final class UpdateCases {
    private static final double LEARNING_RATE = 0.05;

    private final CaseList cases;

    private UpdateCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        UpdateCases declaration = new UpdateCases(cases);
        for (int size : new int[] {1, 17, 129, 20_003}) {
            declaration.adam(size);
            declaration.radam(size);
            declaration.sgd(size);
            declaration.rmsProp(size);
            declaration.adadelta(size);
        }
    }

    private void adam(int size) {
        adam("step 7", size, it -> it.adam(null, 5e-4, false, 7));
        adam("AdamW, step 1", size, it -> it.adam(null, 0.3, true, 1));
        adam("AMSGrad, step 40", size, it -> it.adam(it.magnitudes(), 0, false, 40));
    }

    private void adam(String variant, int size, Function<State, Op> builder) {
        cases.add(AdamUpdate.class, variant + " of " + size, operands -> builder.apply(new State(operands, size)));
    }

    private void radam(int size) {
        for (int step : new int[] {1, 5, 40}) {
            cases.add(RAdamUpdate.class, "step %d of %d".formatted(step, size), operands -> {
                State state = new State(operands, size);
                return new RAdamUpdate(
                        state.parameter,
                        state.gradient,
                        state.signed(),
                        state.magnitudes(),
                        state.rates(RAdamUpdate.rates(LEARNING_RATE, 0.9, 0.999, 0.3, step)),
                        0.9,
                        0.999,
                        1e-8);
            });
        }
    }

    private void sgd(int size) {
        cases.add(SgdUpdate.class, "without momentum of " + size, operands -> {
            State state = new State(operands, size);
            Tensor rates = state.rates(SgdUpdate.rates(LEARNING_RATE, 0, 0, true));
            return new SgdUpdate(state.parameter, state.gradient, null, rates, 0, false, 5e-4);
        });
        for (boolean nesterov : new boolean[] {false, true}) {
            for (boolean first : new boolean[] {false, true}) {
                String parameters = "%s, %s of %d"
                        .formatted(nesterov ? "Nesterov" : "damped", first ? "first step" : "later step", size);
                cases.add(SgdUpdate.class, parameters, operands -> {
                    State state = new State(operands, size);
                    double dampening = nesterov ? 0 : 0.1;
                    Tensor velocity = state.signed();
                    Tensor rates = state.rates(SgdUpdate.rates(LEARNING_RATE, 0.9, dampening, first));
                    return new SgdUpdate(state.parameter, state.gradient, velocity, rates, 0.9, nesterov, 0.2);
                });
            }
        }
    }

    private void rmsProp(int size) {
        cases.add(RmsPropUpdate.class, "with momentum of " + size, operands -> {
            State state = new State(operands, size);
            Tensor square = state.magnitudes();
            Tensor velocity = state.signed();
            Tensor rates = state.rates(RmsPropUpdate.rates(LEARNING_RATE));
            return new RmsPropUpdate(state.parameter, state.gradient, square, velocity, rates, 0.99, 1e-8, 0.9, 5e-4);
        });
        cases.add(RmsPropUpdate.class, "without momentum of " + size, operands -> {
            State state = new State(operands, size);
            Tensor square = state.magnitudes();
            Tensor rates = state.rates(RmsPropUpdate.rates(LEARNING_RATE));
            return new RmsPropUpdate(state.parameter, state.gradient, square, null, rates, 0.9, 1e-3, 0, 0);
        });
    }

    private void adadelta(int size) {
        cases.add(AdadeltaUpdate.class, "of " + size, operands -> {
            State state = new State(operands, size);
            Tensor square = state.magnitudes();
            Tensor change = state.magnitudes();
            Tensor rates = state.rates(AdadeltaUpdate.rates(LEARNING_RATE));
            return new AdadeltaUpdate(state.parameter, state.gradient, square, change, rates, 0.9, 1e-6, 1e-3);
        });
    }

    /** What an optimiser keeps for a parameter. */
    private static final class State {
        private final OperandFactory operands;
        private final int size;
        private final Tensor parameter;
        private final Tensor gradient;

        State(OperandFactory operands, int size) {
            this.operands = operands;
            this.size = size;
            parameter = operands.denseInput(0.1, size);
            gradient = operands.denseInput(2, size);
        }

        Tensor signed() {
            return operands.denseInput(1, size);
        }

        Tensor magnitudes() {
            return operands.denseMagnitudes(1, size);
        }

        Tensor rates(double[] values) {
            return operands.input(DType.F64, values, values.length);
        }

        Op adam(Tensor largest, double weightDecay, boolean decoupled, int step) {
            return new AdamUpdate(
                    parameter,
                    gradient,
                    signed(),
                    magnitudes(),
                    largest,
                    rates(AdamUpdate.rates(LEARNING_RATE, 0.9, 0.999, weightDecay, decoupled, step)),
                    0.9,
                    0.999,
                    1e-8,
                    weightDecay,
                    decoupled);
        }
    }
}
