// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;

/**
 * Tip-Adapter's cache model (Zhang et al., arXiv:2207.09519, equations 4 to 6): the training images are keys F, their
 * labels values, and what they add to the zero-shot logits falls with the distance to the key.
 *
 * <pre>
 * A = f̂·Fᵀ               a_bn = exp(−β(1 − A_bn))
 * logits_bk = s·f̂_b·t̂_k + α·Σ over n of class k of a_bn
 *
 * dA_bn = α·β·a_bn·dlogits_b,class(n)
 * dF = dAᵀ·f̂
 * </pre>
 *
 * <p>Keys start as the training embeddings and may be trained (Tip-Adapter-F); they are not normalised again. A sum
 * over the keys of each class takes the place of the product with one-hot values.
 */
public final class CacheModel implements Trainable {
    private final Tensor keys;
    private final Tensor keysGradient;
    private final int[] keyLabels;
    private final Tensor text;
    private final double logitScale;
    private final double alpha;
    private final double beta;
    private final Workspace workspace;

    /**
     * A cache model.
     *
     * @param scope owner of the tensors made here, on the device
     * @param keys F [N, E], on the device, trained in place
     * @param keyLabels [N], each 0 ≤ label &lt; K
     * @param text t̂ [K, E], normalised, on the device
     * @param logitScale s
     */
    public CacheModel(
            Scope scope, Tensor keys, int[] keyLabels, Tensor text, double logitScale, double alpha, double beta) {
        this.keys = keys;
        this.keyLabels = keyLabels.clone();
        this.text = text;
        this.logitScale = logitScale;
        this.alpha = alpha;
        this.beta = beta;
        workspace = new Workspace(scope, keys.dtype());
        keysGradient = scope.allocate(keys.dtype(), keys.shape());
    }

    @Override
    public int classCount() {
        return text.dim(0);
    }

    /** F [N, E]. */
    public Tensor keys() {
        return keys;
    }

    /** [N], the class of each key; a copy. */
    public int[] keyLabels() {
        return keyLabels.clone();
    }

    /** t̂ [K, E]. */
    public Tensor text() {
        return text;
    }

    public double alpha() {
        return alpha;
    }

    public double beta() {
        return beta;
    }

    /** The same keys, shared, with another share and sharpness. */
    public CacheModel with(Scope scope, double otherAlpha, double otherBeta) {
        return new CacheModel(scope, keys, keyLabels, text, logitScale, otherAlpha, otherBeta);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter("keys", keys, keysGradient));
    }

    /** {@inheritDoc} Embeddings are normalised. */
    @Override
    public List<Step> forward(Tensor embeddings, Tensor logits) {
        Tensor affinities = affinities(embeddings.dim(0));
        return List.of(
                Step.of(new Gemm(1, embeddings, keys.transpose(0, 1), 0, affinities)),
                Step.of(new Gemm(logitScale, embeddings, text.transpose(0, 1), 0, logits)),
                new AddCacheLogits(affinities, logits));
    }

    @Override
    public List<Step> backward(Tensor embeddings, Tensor logits, Tensor labels, Tensor losses) {
        int batch = embeddings.dim(0);
        Tensor logitsGradient = workspace.tensor("logitsGradient", batch, classCount());
        Tensor affinities = affinities(batch);
        return List.of(
                Step.of(new CrossEntropy(logits, labels, losses)),
                Step.of(new CrossEntropyBackward(logits, labels, 1.0 / batch, logitsGradient)),
                new AffinitiesBackward(affinities, logitsGradient),
                Step.of(new Gemm(1, affinities.transpose(0, 1), embeddings, 0, keysGradient)));
    }

    /** [B, N]: A, then exp(−β(1 − A)), then dA. */
    private Tensor affinities(int batch) {
        return workspace.tensor("affinities", batch, keys.dim(0));
    }

    private final class AddCacheLogits implements Step {
        private final HostRows affinities;
        private final HostRows logits;

        AddCacheLogits(Tensor affinities, Tensor logits) {
            this.affinities = new HostRows(affinities);
            this.logits = new HostRows(logits);
        }

        @Override
        public void run(Device device) {
            affinities.fetch(device);
            logits.fetch(device);
            double[] row = new double[affinities.length()];
            double[] sums = new double[logits.length()];
            for (int b = 0; b < affinities.count(); b++) {
                affinities.read(b, row);
                logits.read(b, sums);
                for (int n = 0; n < row.length; n++) {
                    row[n] = Math.exp(-beta * (1 - row[n]));
                    sums[keyLabels[n]] += alpha * row[n];
                }
                affinities.write(b, row);
                logits.write(b, sums);
            }
            affinities.send(device);
            logits.send(device);
        }
    }

    private final class AffinitiesBackward implements Step {
        private final HostRows affinities;
        private final HostRows logitsGradient;

        AffinitiesBackward(Tensor affinities, Tensor logitsGradient) {
            this.affinities = new HostRows(affinities);
            this.logitsGradient = new HostRows(logitsGradient);
        }

        @Override
        public void run(Device device) {
            affinities.fetch(device);
            logitsGradient.fetch(device);
            double[] row = new double[affinities.length()];
            double[] gradient = new double[logitsGradient.length()];
            for (int b = 0; b < affinities.count(); b++) {
                affinities.read(b, row);
                logitsGradient.read(b, gradient);
                for (int n = 0; n < row.length; n++) {
                    row[n] *= alpha * beta * gradient[keyLabels[n]];
                }
                affinities.write(b, row);
            }
            affinities.send(device);
        }
    }
}
