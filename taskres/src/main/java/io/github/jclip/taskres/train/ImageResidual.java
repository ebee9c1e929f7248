// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.op.Softmax;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;

/**
 * Task residual tuning on the image side, which the original code has as a comment: one residual x [1, E] is added to
 * every image embedding, as the tower gave it.
 *
 * <pre>
 * g = f + α·x         logits = s·(g/‖g‖)·t̂ᵀ
 *
 * dx = α·Σ over the batch of L2NormalizeBackward(g, s·dlogits·t̂)
 * </pre>
 */
public final class ImageResidual implements Trainable {
    private final Tensor text;
    private final double alpha;
    private final double logitScale;
    private final Tensor residual;
    private final Tensor residualGradient;
    private final Tensor zeros;
    private final Tensor scaled;
    private final Workspace workspace;

    /**
     * A residual of 0.
     *
     * @param scope owner of the tensors made here, on the device
     * @param text t̂ [K, E], normalised, on the device
     * @param logitScale s
     */
    public ImageResidual(Scope scope, Tensor text, double alpha, double logitScale) {
        this.text = text;
        this.alpha = alpha;
        this.logitScale = logitScale;
        DType type = text.dtype();
        int width = text.dim(1);
        residual = scope.allocate(type, 1, width);
        residualGradient = scope.allocate(type, 1, width);
        zeros = scope.allocate(type, 1, width);
        scaled = scope.allocate(type, 1, width);
        workspace = new Workspace(scope, type);
    }

    @Override
    public int classCount() {
        return text.dim(0);
    }

    /** x [1, E]. */
    public Tensor residual() {
        return residual;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter("residual", residual, residualGradient));
    }

    @Override
    public List<Step> forward(Tensor embeddings, Tensor logits) {
        int batch = embeddings.dim(0);
        Tensor shifted = shifted(batch);
        Tensor directions = workspace.tensor("directions", batch, text.dim(1));
        return List.of(
                Step.of(new AddScaled(zeros, alpha, residual, scaled)),
                Step.of(new Add(embeddings, scaled.expand(batch, text.dim(1)), shifted)),
                Step.of(new L2Normalize(shifted, directions)),
                Step.of(new Gemm(logitScale, directions, text.transpose(0, 1), 0, logits)));
    }

    @Override
    public List<Step> backward(Tensor embeddings, Tensor logits, Tensor labels, Tensor losses) {
        int batch = embeddings.dim(0);
        Tensor logitsGradient = workspace.tensor("logitsGradient", batch, classCount());
        Tensor directionsGradient = workspace.tensor("directionsGradient", batch, text.dim(1));
        Tensor shiftedGradient = workspace.tensor("shiftedGradient", batch, text.dim(1));
        Tensor ones = workspace.tensor("ones", batch, 1);
        return List.of(
                Step.of(new CrossEntropy(logits, labels, losses)),
                Step.of(new CrossEntropyBackward(logits, labels, 1.0 / batch, logitsGradient)),
                Step.of(new Gemm(logitScale, logitsGradient, text, 0, directionsGradient)),
                Step.of(new L2NormalizeBackward(shifted(batch), directionsGradient, shiftedGradient)),
                // The softmax of single numbers: a row of ones, whose product sums over the batch.
                Step.of(new Softmax(ones, ones)),
                Step.of(new Gemm(alpha, ones.transpose(0, 1), shiftedGradient, 0, residualGradient)));
    }

    private Tensor shifted(int batch) {
        return workspace.tensor("shifted", batch, text.dim(1));
    }
}
