// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.optim.GradientClipping;
import io.github.jclip.tensor.optim.Optimizer;
import io.github.jclip.tensor.optim.Parameter;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves a model by one batch: gradients, their bound, AdamW. Gains, biases and the temperature do not decay. */
final class TrainingStep {
    /** Values, gradients and two moments; each matrix is packed for both directions, and the first weights stay. */
    private static final int COPIES = 7;

    private final Device device;
    private final ContrastiveModel model;
    private final List<Parameter> parameters;
    private final GradientClipping clipping;
    private final Optimizer matrices;
    private final Optimizer vectors;
    private final LearningRate learningRate;

    /**
     * A step of a model.
     *
     * @param scope owner of the optimiser's state, on the device
     */
    TrainingStep(Device device, Recipe.Training training, ContrastiveModel model, Scope scope) {
        this.device = device;
        this.model = model;
        parameters = model.parameters();
        double bound = training.maxGradientNorm().orElse(Double.POSITIVE_INFINITY);
        clipping = new GradientClipping(parameters, bound, scope);
        matrices = new Optimizer(rule(training, training.weightDecay()), ofRank(true), scope);
        vectors = new Optimizer(rule(training, 0), ofRank(false), scope);
        learningRate = new LearningRate(training.learningRate(), training.warmUpSteps(), training.steps());
    }

    private static UpdateRule rule(Recipe.Training training, double decay) {
        return new UpdateRule.Adam(training.beta1(), training.beta2(), training.epsilon(), decay, true, false);
    }

    private List<Parameter> ofRank(boolean matrix) {
        return parameters.stream()
                .filter(parameter -> parameter.value().rank() > 1 == matrix)
                .toList();
    }

    /**
     * Takes a step, unless the loss or a gradient is no number.
     *
     * @param done steps before this one
     */
    StepResult run(PairBatch batch, int done) {
        double loss = model.computeGradients(batch.images(), batch.tokens());
        clipping.clip(device);
        double norm = Math.sqrt(scalar(clipping.squaredNorm()));
        double rate = learningRate.at(done);
        if (Double.isFinite(loss) && Double.isFinite(norm)) {
            matrices.step(device, rate);
            vectors.step(device, rate);
            model.parametersChanged();
        }
        return new StepResult(loss, rate, scalar(model.logScale()), norm);
    }

    private double scalar(Tensor tensor) {
        try (Scope host = Scope.ofHost()) {
            return TrainedModel.onHost(device, tensor, host).getFlat(0);
        }
    }

    /** Continues where another training of the same recipe stood. */
    void restore(PretrainingCheckpoint earlier) {
        model.state().forEach((name, own) -> device.copy(earlier.model().get(name), own));
        matrices.restore(device, earlier.optimizer(), earlier.steps());
        vectors.restore(device, earlier.optimizer(), earlier.steps());
        model.parametersChanged();
    }

    /** What the optimiser remembers, by {@code parameter.state}. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(matrices.state());
        state.putAll(vectors.state());
        return state;
    }

    long parameterCount() {
        return parameters.stream().mapToLong(it -> it.value().elementCount()).sum();
    }

    /** Bytes of everything that is as large as the parameters, about. */
    long weightBytes() {
        return COPIES
                * parameters.stream().mapToLong(it -> it.value().byteSize()).sum();
    }
}
