// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;

/**
 * Task residual tuning (Yu et al., "Task Residual for Tuning Vision-Language Models", arXiv:2211.10277): a frozen base
 * classifier t and a trained residual x, with a fixed scale α.
 *
 * <pre>
 * w = t + α·x            u = w/‖w‖, row by row
 * logits = s·f̂·uᵀ        loss = mean cross-entropy
 *
 * dlogits = (softmax(logits) − onehot(labels))/B
 * dx = α·dw = L2NormalizeBackward(w, α·s·dlogitsᵀ·f̂)
 * </pre>
 *
 * <p>Ops are handed out in lists that work on fixed tensors and can be run any number of times.
 */
public final class TaskResidual {
    private final Device device;
    private final Scope scope;
    private final Tensor base;
    private final Tensor residual;
    private final Tensor classifier;
    private final Tensor directions;
    private final Tensor directionsGradient;
    private final Tensor residualGradient;
    private final double alpha;
    private final double logitScale;

    /**
     * A classifier with residual 0, which is the zero-shot classifier.
     *
     * @param scope owner of the tensors made here, on the device
     * @param base t [K, E], on the device, in its compute type; not necessarily normalised
     * @param logitScale s
     */
    public TaskResidual(Device device, Scope scope, Tensor base, double alpha, double logitScale) {
        this.device = device;
        this.scope = scope;
        this.base = base;
        this.alpha = alpha;
        this.logitScale = logitScale;
        residual = likeBase();
        classifier = likeBase();
        directions = likeBase();
        directionsGradient = likeBase();
        residualGradient = likeBase();
    }

    private Tensor likeBase() {
        return scope.allocate(base.dtype(), base.shape());
    }

    /** K. */
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

    /** x with its gradient. */
    public Parameter parameter() {
        return new Parameter("residual", residual, residualGradient);
    }

    /** Continues from a trained residual [K, E]. */
    public void restore(Tensor trained) {
        device.copy(trained, residual);
    }

    /**
     * The ops that classify.
     *
     * @param embeddings f̂ [B, E], normalised
     * @param logits [B, K], overwritten
     */
    public List<Op> forward(Tensor embeddings, Tensor logits) {
        return List.of(
                new AddScaled(base, alpha, residual, classifier),
                new L2Normalize(classifier, directions),
                new Gemm(logitScale, embeddings, directions.transpose(0, 1), 0, logits));
    }

    /**
     * The ops that follow {@link #forward} to find the losses and the gradient of their mean.
     *
     * @param labels [B], I32
     * @param losses [B], overwritten
     */
    public List<Op> backward(Tensor embeddings, Tensor logits, Tensor labels, Tensor losses) {
        int batch = embeddings.dim(0);
        DType type = base.dtype();
        Tensor logitsGradient = scope.allocate(type, batch, classCount());
        // α is the last factor of the chain; the linear map to du takes it along.
        double scale = alpha * logitScale;
        return List.of(
                new CrossEntropy(logits, labels, losses),
                new CrossEntropyBackward(logits, labels, 1.0 / batch, logitsGradient),
                new Gemm(scale, logitsGradient.transpose(0, 1), embeddings, 0, directionsGradient),
                new L2NormalizeBackward(classifier, directionsGradient, residualGradient));
    }
}
