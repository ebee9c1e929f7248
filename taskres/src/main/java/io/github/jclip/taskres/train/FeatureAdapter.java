// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;

/**
 * CLIP-Adapter's bottleneck on the image side (Gao et al., arXiv:2110.04544, equations 4 to 7), R = E/reduction.
 *
 * <pre>
 * h = relu(f·W₁ᵀ)   z = relu(h·W₂ᵀ)     W₁ [R, E], W₂ [E, R]
 * g = ρ·z + (1 − ρ)·f                   logits = s·(g/‖g‖)·t̂ᵀ
 *
 * dg = L2NormalizeBackward(g, s·dlogits·t̂)
 * dz = ρ·dg where z &gt; 0                 dW₂ = dzᵀ·h
 * dh = dz·W₂ where h &gt; 0                dW₁ = dhᵀ·f
 * </pre>
 *
 * <p>The length of g does not matter, so that g/(1 − ρ) stands for it: f + ρ/(1 − ρ)·z.
 */
public final class FeatureAdapter implements Trainable {
    private final Tensor down;
    private final Tensor up;
    private final Tensor downGradient;
    private final Tensor upGradient;
    private final Tensor text;
    private final double mix;
    private final double logitScale;
    private final Workspace workspace;

    /**
     * An adapter.
     *
     * @param scope owner of the tensors made here, on the device
     * @param down W₁ [R, E], on the device, trained in place
     * @param up W₂ [E, R], likewise
     * @param text t̂ [K, E], normalised, on the device
     * @param ratio ρ, 0 ≤ ρ &lt; 1
     * @param logitScale s
     */
    public FeatureAdapter(Scope scope, Tensor down, Tensor up, Tensor text, double ratio, double logitScale) {
        this.down = down;
        this.up = up;
        this.text = text;
        this.logitScale = logitScale;
        mix = ratio / (1 - ratio);
        workspace = new Workspace(scope, down.dtype());
        downGradient = scope.allocate(down.dtype(), down.shape());
        upGradient = scope.allocate(up.dtype(), up.shape());
    }

    @Override
    public int classCount() {
        return text.dim(0);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter("fc.0.weight", down, downGradient), new Parameter("fc.2.weight", up, upGradient));
    }

    @Override
    public List<Step> forward(Tensor embeddings, Tensor logits) {
        int batch = embeddings.dim(0);
        Tensor hidden = hidden(batch);
        Tensor adapted = adapted(batch);
        Tensor mixed = mixed(batch);
        Tensor directions = workspace.tensor("directions", batch, up.dim(0));
        return List.of(
                Step.of(Gemm.of(embeddings, down.transpose(0, 1), hidden)),
                Step.of(new Activate(hidden, Activation.RELU, hidden)),
                Step.of(Gemm.of(hidden, up.transpose(0, 1), adapted)),
                Step.of(new Activate(adapted, Activation.RELU, adapted)),
                Step.of(new AddScaled(embeddings, mix, adapted, mixed)),
                Step.of(new L2Normalize(mixed, directions)),
                Step.of(new Gemm(logitScale, directions, text.transpose(0, 1), 0, logits)));
    }

    @Override
    public List<Step> backward(Tensor embeddings, Tensor logits, Tensor labels, Tensor losses) {
        int batch = embeddings.dim(0);
        Tensor logitsGradient = workspace.tensor("logitsGradient", batch, classCount());
        Tensor directionsGradient = workspace.tensor("directionsGradient", batch, up.dim(0));
        Tensor adaptedGradient = workspace.tensor("adaptedGradient", batch, up.dim(0));
        Tensor hiddenGradient = workspace.tensor("hiddenGradient", batch, down.dim(0));
        return List.of(
                Step.of(new CrossEntropy(logits, labels, losses)),
                Step.of(new CrossEntropyBackward(logits, labels, 1.0 / batch, logitsGradient)),
                Step.of(new Gemm(logitScale, logitsGradient, text, 0, directionsGradient)),
                Step.of(new L2NormalizeBackward(mixed(batch), directionsGradient, adaptedGradient)),
                new ReluBackward(mix, adapted(batch), adaptedGradient),
                Step.of(Gemm.of(adaptedGradient.transpose(0, 1), hidden(batch), upGradient)),
                Step.of(Gemm.of(adaptedGradient, up, hiddenGradient)),
                new ReluBackward(1, hidden(batch), hiddenGradient),
                Step.of(Gemm.of(hiddenGradient.transpose(0, 1), embeddings, downGradient)));
    }

    private Tensor hidden(int batch) {
        return workspace.tensor("hidden", batch, down.dim(0));
    }

    private Tensor adapted(int batch) {
        return workspace.tensor("adapted", batch, up.dim(0));
    }

    private Tensor mixed(int batch) {
        return workspace.tensor("mixed", batch, up.dim(0));
    }
}
