// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.optim.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Task residual tuning (Yu et al., "Task Residual for Tuning Vision-Language Models", arXiv:2211.10277): a frozen base
 * classifier t and a trained residual x, with a scale α that is fixed or, as the paper has it for one data set, trained.
 *
 * <pre>
 * w = t + α·x            u = w/‖w‖, row by row
 * logits = s·f̂·uᵀ        loss = mean cross-entropy
 *
 * dlogits = (softmax(logits) − onehot(labels))/B
 * dw = L2NormalizeBackward(w, s·dlogitsᵀ·f̂)
 * dx = α·dw              dα = Σ dw·x
 * </pre>
 */
public final class TaskResidual implements Trainable {
    private final Device device;
    private final Scope scope;
    private final Tensor base;
    private final Tensor residual;
    private final Tensor classifier;
    private final Tensor directions;
    private final Tensor directionsGradient;
    private final Tensor residualGradient;
    private final double alpha;
    private final Optional<TrainedScale> trainedScale;
    private final double logitScale;
    private final Workspace workspace;

    /**
     * A classifier with residual 0, which is the zero-shot classifier, and a fixed scale.
     *
     * @param scope owner of the tensors made here, on the device
     * @param base t [K, E], on the device, in its compute type; not necessarily normalised
     * @param logitScale s
     */
    public TaskResidual(Device device, Scope scope, Tensor base, double alpha, double logitScale) {
        this(device, scope, base, alpha, false, logitScale);
    }

    /**
     * A classifier with residual 0.
     *
     * @param alpha α, or its first value if it is trained
     * @param trainAlpha whether α is trained
     */
    public TaskResidual(Device device, Scope scope, Tensor base, double alpha, boolean trainAlpha, double logitScale) {
        this.device = device;
        this.scope = scope;
        this.base = base;
        this.alpha = alpha;
        this.logitScale = logitScale;
        workspace = new Workspace(scope, base.dtype());
        trainedScale = trainAlpha ? Optional.of(new TrainedScale(alpha)) : Optional.empty();
        residual = likeBase();
        classifier = likeBase();
        directions = likeBase();
        directionsGradient = likeBase();
        residualGradient = likeBase();
    }

    private Tensor likeBase() {
        return scope.allocate(base.dtype(), base.shape());
    }

    /** A scale that is a parameter: [1, 1] on the device, and what its gradient needs. */
    private final class TrainedScale {
        private final Tensor value = scope.allocate(base.dtype(), 1, 1);
        private final Tensor gradient = scope.allocate(base.dtype(), 1, 1);
        private final Tensor zeros = likeBase();
        private final Tensor classifierGradient = likeBase();
        private final Readback readback = new Readback(device, value);

        TrainedScale(double start) {
            HostRows host = new HostRows(value);
            host.write(0, new double[] {start});
            host.send(device);
        }

        double read() {
            return readback.read()[0];
        }
    }

    @Override
    public int classCount() {
        return base.dim(0);
    }

    /** t [K, E]. */
    public Tensor base() {
        return base;
    }

    /** x [K, E]. */
    public Tensor residual() {
        return residual;
    }

    /** α as it is now. */
    public double alpha() {
        return trainedScale.map(TrainedScale::read).orElse(alpha);
    }

    /** The residual, and the scale where it is trained. */
    @Override
    public List<Parameter> parameters() {
        Parameter own = new Parameter("residual", residual, residualGradient);
        return trainedScale
                .map(scale -> List.of(own, new Parameter("alpha", scale.value, scale.gradient)))
                .orElse(List.of(own));
    }

    /** Continues from a trained residual [K, E]. */
    public void restore(Tensor trained) {
        device.copy(trained, residual);
    }

    /** {@inheritDoc} Embeddings are normalised. */
    @Override
    public List<Step> forward(Tensor embeddings, Tensor logits) {
        return List.of(
                trainedScale
                        .<Step>map(scale -> on -> on.execute(new AddScaled(base, scale.read(), residual, classifier)))
                        .orElse(Step.of(new AddScaled(base, alpha, residual, classifier))),
                Step.of(new L2Normalize(classifier, directions)),
                Step.of(new Gemm(logitScale, embeddings, directions.transpose(0, 1), 0, logits)));
    }

    @Override
    public List<Step> backward(Tensor embeddings, Tensor logits, Tensor labels, Tensor losses) {
        int batch = embeddings.dim(0);
        Tensor logitsGradient = workspace.tensor("logitsGradient", batch, classCount());
        List<Step> steps = new ArrayList<>();
        steps.add(Step.of(new CrossEntropy(logits, labels, losses)));
        steps.add(Step.of(new CrossEntropyBackward(logits, labels, 1.0 / batch, logitsGradient)));
        // A fixed α is the last factor of the chain; the linear map to du takes it along.
        double scale = trainedScale.isPresent() ? logitScale : alpha * logitScale;
        steps.add(Step.of(new Gemm(scale, logitsGradient.transpose(0, 1), embeddings, 0, directionsGradient)));
        if (trainedScale.isEmpty()) {
            steps.add(Step.of(new L2NormalizeBackward(classifier, directionsGradient, residualGradient)));
        } else {
            steps.addAll(splitGradient(trainedScale.get()));
        }
        return List.copyOf(steps);
    }

    private List<Step> splitGradient(TrainedScale scale) {
        Tensor gradient = scale.classifierGradient;
        int elements = Math.toIntExact(gradient.elementCount());
        return List.of(
                Step.of(new L2NormalizeBackward(classifier, directionsGradient, gradient)),
                Step.of(Gemm.of(gradient.reshape(1, elements), residual.reshape(elements, 1), scale.gradient)),
                device -> device.execute(new AddScaled(scale.zeros, scale.read(), gradient, residualGradient)));
    }
}
