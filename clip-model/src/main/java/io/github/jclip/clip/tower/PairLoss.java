// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Clamp;
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
 * CLIP's loss of N pairs, from the embeddings of both towers to their gradients (Radford et al. 2021): logits =
 * e^s·u·tᵀ with u and t normalised, and the mean of both directions' cross-entropies.
 *
 * <p>It takes the embeddings of a whole batch, since every pair is the others' negative. Where the towers take the batch
 * in parts, they embed all of them first, and again, one by one, before each part's backward pass (Gao et al. 2021).
 */
public final class PairLoss implements AutoCloseable {
    /** OpenAI's models keep e^s ≤ 100. */
    private static final double HIGHEST_LOG_SCALE = Math.log(100);

    private final Device device;
    private final Scope scope;
    private final Tensor images;
    private final Tensor texts;
    private final Tensor dimages;
    private final Tensor dtexts;
    private final Tensor losses;
    private final Parameter logScale;
    private final PreparedOps ops;

    /**
     * A loss for batches of one size.
     *
     * @param pairs N, at least 2
     * @param embeddingDim E
     * @param logScale s at first; ln(1/0.07) in training from scratch
     */
    public PairLoss(Device device, int pairs, int embeddingDim, double logScale) {
        if (pairs < 2) {
            throw new IllegalArgumentException("a contrastive loss needs at least 2 pairs, not " + pairs);
        }
        this.device = device;
        this.scope = device.openScope();
        images = allocate(pairs, embeddingDim);
        texts = allocate(pairs, embeddingDim);
        dimages = allocate(pairs, embeddingDim);
        dtexts = allocate(pairs, embeddingDim);
        losses = allocate(2);
        this.logScale = new Parameter("logit_scale", allocate(1), allocate(1));
        try (Scope host = Scope.ofHost()) {
            HostCopies.upload(device, Tensor.ofDoubles(host, new double[] {logScale}, 1), this.logScale.value());
        }
        ops = device.prepare(ops(pairs, embeddingDim));
    }

    private Tensor allocate(int... dims) {
        return scope.allocate(device.computeType(), dims);
    }

    private List<Op> ops(int pairs, int embeddingDim) {
        Tensor u = allocate(pairs, embeddingDim);
        Tensor t = allocate(pairs, embeddingDim);
        Tensor du = allocate(pairs, embeddingDim);
        Tensor dt = allocate(pairs, embeddingDim);
        Tensor logits = allocate(pairs, pairs);
        Tensor dlogits = allocate(pairs, pairs);
        return List.of(
                new L2Normalize(images, u),
                new L2Normalize(texts, t),
                Gemm.of(u, t.transpose(0, 1), logits),
                new ScaleByExponential(logits, logScale.value(), logits),
                new ContrastiveLoss(logits, losses),
                new ContrastiveLossBackward(logits, 1, dlogits),
                new ScaleByExponentialBackward(logits, logScale.value(), dlogits, dlogits, logScale.gradient()),
                Gemm.of(dlogits, t, du),
                Gemm.of(dlogits.transpose(0, 1), u, dt),
                new L2NormalizeBackward(images, du, dimages),
                new L2NormalizeBackward(texts, dt, dtexts));
    }

    /** Where the image embeddings go, [N, E], not normalised. */
    public Tensor images() {
        return images;
    }

    /** Where the text embeddings go, [N, E], not normalised. */
    public Tensor texts() {
        return texts;
    }

    /** The gradient of the image embeddings, [N, E]. */
    public Tensor dimages() {
        return dimages;
    }

    /** The gradient of the text embeddings, [N, E]. */
    public Tensor dtexts() {
        return dtexts;
    }

    /** s, [1]; its gradient is added to. */
    public Parameter logScale() {
        return logScale;
    }

    /** Computes the loss and all gradients. */
    public void run() {
        ops.run();
    }

    /** The loss of the last run: NaN if the embeddings held no numbers. */
    public double loss() {
        try (Scope host = Scope.ofHost()) {
            Tensor both = host.allocate(DType.F64, 2);
            HostCopies.download(device, losses, both);
            return (both.get(0) + both.get(1)) / 2;
        }
    }

    /** Keeps 0 ≤ s ≤ ln 100; for after each step. */
    public void clampLogScale() {
        device.execute(new Clamp(logScale.value(), 0, HIGHEST_LOG_SCALE, logScale.value()));
    }

    @Override
    public void close() {
        ops.close();
        scope.close();
    }
}
