// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradient of {@link Attention}. For each head, with S = q·kᵀ/√D, P = softmax(S) and y = P·v:
 *
 * <pre>
 * dv = Pᵀ·dy
 * dP = dy·vᵀ
 * dS = P∘(dP − δ), δᵢ = Σⱼ Pᵢⱼ·dPᵢⱼ
 * dq = dS·k/√D
 * dk = dSᵀ·q/√D
 * </pre>
 *
 * <p>Nothing of size Tq×Tk is kept from the forward op: S and P are computed again from q and k, and δ from P and dP, so
 * that neither y nor the sums of the softmax are needed (after Dao et al., FlashAttention, 2022).
 *
 * <p>FLOPs: 10·B·Tq·Tk·C and 9 for each score; about half with {@code causal}.
 *
 * @param q [B, Tq, C], innermost dimension dense, as are all operands
 * @param k [B, Tk, C]
 * @param v [B, Tk, C]
 * @param heads H, divides C
 * @param causal needs Tq = Tk
 * @param dy [B, Tq, C]
 * @param dq [B, Tq, C], overwritten, as are dk and dv; no output may overlap an input or another
 * @param dk [B, Tk, C]
 * @param dv [B, Tk, C]
 */
public record AttentionBackward(
        Tensor q, Tensor k, Tensor v, int heads, boolean causal, Tensor dy, Tensor dq, Tensor dk, Tensor dv)
        implements Op {
    private static final int DQ = 0;
    private static final int DK = 1;
    private static final int DV = 2;

    public AttentionBackward {
        Operands.requireRank("AttentionBackward", "q", q, 3, 3);
        Operands.requireFloating("AttentionBackward", "q", q);
        Operands.requireShape("AttentionBackward", "k", k, q.dim(0), k.dim(1), q.dim(2));
        Operands.requireSameShape("AttentionBackward", "v", v, k);
        Operands.requireSameShape("AttentionBackward", "dy", dy, q);
        Operands.requireSameShape("AttentionBackward", "dq", dq, q);
        Operands.requireSameShape("AttentionBackward", "dk", dk, k);
        Operands.requireSameShape("AttentionBackward", "dv", dv, k);
        Operands.require(
                "AttentionBackward",
                heads > 0 && q.dim(2) % heads == 0,
                "%d heads do not divide the width of q %s".formatted(heads, q.shape()));
        Operands.require(
                "AttentionBackward",
                !causal || q.dim(1) == k.dim(1),
                "causal needs as many queries %s as keys %s".formatted(q.shape(), k.shape()));
        for (Tensor tensor : List.of(q, k, v, dy, dq, dk, dv)) {
            Operands.requireDenseRows("AttentionBackward", "an operand", tensor);
        }
    }

    /** D, the width of a head. */
    public int headDim() {
        return q.dim(2) / heads;
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(q, k, v, dy);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(dq, dk, dv);
    }

    @Override
    public long flops() {
        long tq = q.dim(1);
        long scores = causal ? tq * (tq + 1) / 2 : tq * k.dim(1);
        return q.dim(0) * scores * (10L * q.dim(2) + 9L * heads);
    }

    @Override
    public void reference() {
        for (Tensor gradient : outputs()) {
            gradient.fill(0);
        }
        for (int b = 0; b < q.dim(0); b++) {
            for (int h = 0; h < heads; h++) {
                headBackward(b, h * headDim());
            }
        }
    }

    /** Sums in doubles, so that outputs of a narrow type are rounded once. */
    private void headBackward(int b, int first) {
        double[][] dkeys = new double[k.dim(1)][headDim()];
        double[][] dvalues = new double[k.dim(1)][headDim()];
        for (int i = 0; i < q.dim(1); i++) {
            queryBackward(b, first, i, dkeys, dvalues);
        }
        for (int j = 0; j < k.dim(1); j++) {
            for (int d = 0; d < headDim(); d++) {
                dk.set(dkeys[j][d], b, j, first + d);
                dv.set(dvalues[j][d], b, j, first + d);
            }
        }
    }

    private void queryBackward(int b, int first, int i, double[][] dkeys, double[][] dvalues) {
        int visible = causal ? i + 1 : k.dim(1);
        double root = Math.sqrt(headDim());
        double[] weights = weights(b, first, i, visible);
        double[] dweights = new double[visible];
        double delta = 0;
        for (int j = 0; j < visible; j++) {
            dweights[j] = dot(dy, i, v, j, b, first);
            delta += weights[j] * dweights[j];
        }
        double[] dquery = new double[headDim()];
        for (int j = 0; j < visible; j++) {
            double dscore = weights[j] * (dweights[j] - delta) / root;
            for (int d = 0; d < headDim(); d++) {
                dquery[d] += dscore * k.get(b, j, first + d);
                dkeys[j][d] += dscore * q.get(b, i, first + d);
                dvalues[j][d] += weights[j] * dy.get(b, i, first + d);
            }
        }
        for (int d = 0; d < headDim(); d++) {
            dq.set(dquery[d], b, i, first + d);
        }
    }

    private double[] weights(int b, int first, int i, int visible) {
        double[] weights = new double[visible];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < visible; j++) {
            weights[j] = dot(q, i, k, j, b, first) / Math.sqrt(headDim());
            max = Math.max(max, weights[j]);
        }
        double total = 0;
        for (int j = 0; j < visible; j++) {
            weights[j] = Math.exp(weights[j] - max);
            total += weights[j];
        }
        for (int j = 0; j < visible; j++) {
            weights[j] /= total;
        }
        return weights;
    }

    private double dot(Tensor left, int i, Tensor right, int j, int b, int first) {
        double sum = 0;
        for (int d = first; d < first + headDim(); d++) {
            sum += left.get(b, i, d) * right.get(b, j, d);
        }
        return sum;
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return Math.max(
                tolerance(DQ, unitRoundoff), Math.max(tolerance(DK, unitRoundoff), tolerance(DV, unitRoundoff)));
    }

    /**
     * An error ε of every score changes a weight by the factor 1 ± 2ε. Over the keys the weights of a query sum to 1; over
     * the queries those of a key may all be 1, and errors of random sign grow like √Tq.
     */
    @Override
    public double tolerance(int output, double unitRoundoff) {
        double dyNorm = Norms.maxHeadNorm(dy, heads);
        double vNorm = Norms.maxHeadNorm(v, heads);
        double root = Math.sqrt(headDim());
        double scoreError =
                Norms.dotProductError(headDim(), Norms.maxHeadNorm(q, heads), Norms.maxHeadNorm(k, heads), unitRoundoff)
                        / root;
        double weightError = 2 * scoreError + 4 * Math.sqrt(k.dim(1) + 1.0) * unitRoundoff;
        double queries = Math.sqrt(q.dim(1) + 1.0);
        if (output == DV) {
            return queries * (weightError + 4 * unitRoundoff) * Norms.maxAbs(dy);
        }
        double dweight = dyNorm * vNorm;
        double dweightError = Norms.dotProductError(headDim(), dyNorm, vNorm, unitRoundoff);
        double dscoreError = 2 * dweightError + 2 * weightError * dweight + 8 * unitRoundoff * dweight;
        return output == DQ ? dscoreError * Norms.maxAbs(k) / root : dscoreError * queries * Norms.maxAbs(q) / root;
    }
}
