// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.tower.TowerPass;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ContrastiveLoss;
import io.github.jclip.tensor.op.ContrastiveLossBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.ScaleByExponential;
import io.github.jclip.tensor.op.ScaleByExponentialBackward;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;

/**
 * From the embeddings of N pairs to CLIP's loss, and back to their gradients: u, t normalised embeddings, logits =
 * e<sup>s</sup>·u·tᵀ, the mean of both halves of {@link ContrastiveLoss} (Radford et al. 2021, figure 3).
 */
final class ContrastiveLossPass {
    private final Device device;
    private final Tensor losses;
    private final List<Op> ops;

    /**
     * @param logScale s [1] and its gradient, which is added to
     * @param scope owner of the buffers, on the device
     */
    ContrastiveLossPass(Device device, TowerPass images, TowerPass texts, Parameter logScale, Scope scope) {
        this.device = device;
        DType type = device.computeType();
        int pairs = images.embeddings().dim(0);
        Tensor u = scope.allocate(type, images.embeddings().shape());
        Tensor t = scope.allocate(type, u.shape());
        Tensor du = scope.allocate(type, u.shape());
        Tensor dt = scope.allocate(type, u.shape());
        Tensor logits = scope.allocate(type, pairs, pairs);
        Tensor dlogits = scope.allocate(type, pairs, pairs);
        losses = scope.allocate(type, 2);
        Tensor s = logScale.value().reshape(1);
        ops = List.of(
                new L2Normalize(images.embeddings(), u),
                new L2Normalize(texts.embeddings(), t),
                Gemm.of(u, t.transpose(0, 1), logits),
                new ScaleByExponential(logits, s, logits),
                new ContrastiveLoss(logits, losses),
                new ContrastiveLossBackward(logits, 1, dlogits),
                new ScaleByExponentialBackward(
                        logits, s, dlogits, dlogits, logScale.gradient().reshape(1)),
                Gemm.of(dlogits, t, du),
                Gemm.of(dlogits.transpose(0, 1), u, dt),
                new L2NormalizeBackward(images.embeddings(), du, images.dembeddings()),
                new L2NormalizeBackward(texts.embeddings(), dt, texts.dembeddings()));
    }

    /** Computes the loss and the gradients of both embeddings. */
    void run() {
        ops.forEach(device::execute);
    }

    /** The loss of the last run. */
    double loss() {
        return (losses.get(0) + losses.get(1)) / 2;
    }
}
