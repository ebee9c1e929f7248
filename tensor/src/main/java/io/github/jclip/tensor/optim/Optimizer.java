// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.optim;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves parameters by an {@link UpdateRule} and keeps what the rule remembers of them. */
public final class Optimizer {
    private final UpdateRule rule;
    private final List<Parameter> parameters;
    private final List<List<Tensor>> states = new ArrayList<>();
    private final List<Op> updates = new ArrayList<>();
    private final Tensor rates;
    private final Tensor hostRates;
    private int steps;

    /**
     * An optimiser before its first step.
     *
     * @param scope owner of the state, on the device where the parameters are
     */
    public Optimizer(UpdateRule rule, List<Parameter> parameters, Scope scope) {
        this(rule, parameters, scope, scope.allocate(DType.F64, rateCount(rule)));
    }

    /**
     * An optimiser before its first step, whose updates may be prepared.
     *
     * @param scope owner of the state, on the device where the parameters are
     * @param rates F64 [{@link #rateCount}], on that device: where updates find the numbers of their step
     */
    public Optimizer(UpdateRule rule, List<Parameter> parameters, Scope scope, Tensor rates) {
        this.rule = rule;
        this.rates = rates;
        hostRates = rates.isHost() ? rates : Scope.ofGarbageCollected().allocate(DType.F64, rates.shape());
        this.parameters = List.copyOf(parameters);
        for (Parameter parameter : parameters) {
            Tensor value = parameter.value();
            states.add(rule.stateNames().stream()
                    .map(_ -> scope.allocate(value.dtype(), value.shape()))
                    .toList());
            updates.add(rule.update(value, parameter.gradient(), states.getLast(), rates));
        }
    }

    /** How many numbers tell one step from another. */
    public static int rateCount(UpdateRule rule) {
        return rule.rates(0, 1).length;
    }

    /** Moves every parameter by one step along its gradient. */
    public void step(Device device, double learningRate) {
        double[] next = rates(learningRate, 1);
        for (int i = 0; i < next.length; i++) {
            hostRates.setFlat(i, next[i]);
        }
        if (hostRates != rates) {
            device.copy(hostRates, rates);
        }
        updates.forEach(device::execute);
        stepped();
    }

    /** The ops of a step, for those who run them themselves: with {@link #rates} in place, and {@link #stepped} behind. */
    public List<Op> updates() {
        return List.copyOf(updates);
    }

    /**
     * The numbers of a step to come.
     *
     * @param ahead 1 for the next
     */
    public double[] rates(double learningRate, int ahead) {
        return rule.rates(learningRate, steps + ahead);
    }

    /** Notes that {@link #updates} ran. */
    public void stepped() {
        steps++;
    }

    /** Steps taken so far. */
    public int steps() {
        return steps;
    }

    /** What the rule remembers, by {@code parameter.state}; the optimiser's own tensors, on its device. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            for (int j = 0; j < rule.stateNames().size(); j++) {
                named.put(
                        parameters.get(i).name() + "." + rule.stateNames().get(j),
                        states.get(i).get(j));
            }
        }
        return named;
    }

    /**
     * Continues where another optimiser of the same rule and parameters stood.
     *
     * @param saved host or device tensors by the names of {@link #state()}; others are ignored
     * @param stepsTaken the other's {@link #steps()}
     * @throws IllegalArgumentException if a tensor is missing
     */
    public void restore(Device device, Map<String, Tensor> saved, int stepsTaken) {
        state().forEach((name, own) -> {
            Tensor source = saved.get(name);
            if (source == null) {
                throw new IllegalArgumentException("no optimiser state " + name);
            }
            device.copy(source, own);
        });
        steps = stepsTaken;
    }
}
