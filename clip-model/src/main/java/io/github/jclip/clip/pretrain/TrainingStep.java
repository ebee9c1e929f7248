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

/**
 * Moves a model by one batch: gradients, their bound, AdamW. Gains, biases and the temperature do not decay; the text tower
 * has a learning rate of its own.
 */
final class TrainingStep {
    /** Values, gradients and two moments; each matrix is packed for both directions, and the first weights stay. */
    private static final int COPIES = 7;

    private final Device device;
    private final ContrastiveModel model;
    private final List<Parameter> parameters;
    private final GradientClipping clipping;
    private final List<Group> groups;
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
        groups = List.of(
                group(training, true, true, scope),
                group(training, true, false, scope),
                group(training, false, true, scope),
                group(training, false, false, scope));
        learningRate = new LearningRate(training.learningRate(), training.warmUpSteps(), training.steps());
    }

    /** Parameters that are moved alike. */
    private record Group(Optimizer optimizer, double rate) {}

    private Group group(Recipe.Training training, boolean text, boolean matrix, Scope scope) {
        List<Parameter> members = parameters.stream()
                .filter(parameter ->
                        isOfText(parameter.name()) == text && parameter.value().rank() > 1 == matrix)
                .toList();
        UpdateRule rule = new UpdateRule.Adam(
                training.beta1(),
                training.beta2(),
                training.epsilon(),
                matrix ? training.weightDecay() : 0,
                true,
                false);
        return new Group(new Optimizer(rule, members, scope), text ? training.textRate() : 1);
    }

    private static boolean isOfText(String name) {
        return !name.startsWith("visual.") && !name.equals("logit_scale");
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
            groups.forEach(group -> group.optimizer().step(device, rate * group.rate()));
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
        groups.forEach(group -> group.optimizer().restore(device, earlier.optimizer(), earlier.steps()));
        model.parametersChanged();
    }

    /** The model's state, by OpenAI's names. */
    Map<String, Tensor> model() {
        return model.state();
    }

    /** What the optimiser remembers, by {@code parameter.state}. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        groups.forEach(group -> state.putAll(group.optimizer().state()));
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
