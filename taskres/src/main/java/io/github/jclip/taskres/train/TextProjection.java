// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;

/**
 * The text projection as a parameter, which makes the enhanced base classifier of task residual tuning (Yu et al.,
 * arXiv:2211.10277): the text tower stays as it is up to its last layer, and that layer is trained.
 *
 * <pre>
 * t = h·Wᵀ               u = t/‖t‖, row by row
 * logits = s·f̂·uᵀ        loss = mean cross-entropy
 *
 * dlogits = (softmax(logits) − onehot(labels))/B
 * dt = L2NormalizeBackward(t, s·dlogitsᵀ·f̂)
 * dW = dtᵀ·h
 * </pre>
 */
public final class TextProjection implements Trainable {
    private final Tensor hidden;
    private final Tensor weight;
    private final Tensor weightGradient;
    private final Tensor classifier;
    private final Tensor classifierGradient;
    private final Tensor directions;
    private final Tensor directionsGradient;
    private final double logitScale;
    private final Workspace workspace;

    /**
     * A classifier of this projection.
     *
     * @param scope owner of the tensors made here, on the device
     * @param hidden h [K, C], on the device, in its compute type
     * @param weight W [E, C], likewise; it is what is trained
     * @param logitScale s
     */
    public TextProjection(Scope scope, Tensor hidden, Tensor weight, double logitScale) {
        this.hidden = hidden;
        this.weight = weight;
        this.logitScale = logitScale;
        workspace = new Workspace(scope, hidden.dtype());
        int classes = hidden.dim(0);
        int width = weight.dim(0);
        weightGradient = scope.allocate(weight.dtype(), weight.shape());
        classifier = scope.allocate(hidden.dtype(), classes, width);
        classifierGradient = scope.allocate(hidden.dtype(), classes, width);
        directions = scope.allocate(hidden.dtype(), classes, width);
        directionsGradient = scope.allocate(hidden.dtype(), classes, width);
    }

    @Override
    public int classCount() {
        return hidden.dim(0);
    }

    /** W [E, C]. */
    public Tensor weight() {
        return weight;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter("weight", weight, weightGradient));
    }

    /** {@inheritDoc} Embeddings are normalised. */
    @Override
    public List<Step> forward(Tensor embeddings, Tensor logits) {
        return List.of(
                Step.of(Gemm.of(hidden, weight.transpose(0, 1), classifier)),
                Step.of(new L2Normalize(classifier, directions)),
                Step.of(new Gemm(logitScale, embeddings, directions.transpose(0, 1), 0, logits)));
    }

    @Override
    public List<Step> backward(Tensor embeddings, Tensor logits, Tensor labels, Tensor losses) {
        int batch = embeddings.dim(0);
        Tensor logitsGradient = workspace.tensor("logitsGradient", batch, classCount());
        return List.of(
                Step.of(new CrossEntropy(logits, labels, losses)),
                Step.of(new CrossEntropyBackward(logits, labels, 1.0 / batch, logitsGradient)),
                Step.of(new Gemm(logitScale, logitsGradient.transpose(0, 1), embeddings, 0, directionsGradient)),
                Step.of(new L2NormalizeBackward(classifier, directionsGradient, classifierGradient)),
                Step.of(Gemm.of(classifierGradient.transpose(0, 1), hidden, weightGradient)));
    }
}
