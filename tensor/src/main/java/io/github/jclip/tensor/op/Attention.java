// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Multi-head scaled dot-product attention (Vaswani et al. 2017). With D = C/heads, head h uses columns h·D to (h+1)·D:
 * y = softmax(q·kᵀ/√D)·v, the softmax over the keys; with {@code causal}, query i sees keys 0 to i only.
 *
 * <p>FLOPs: 4·B·Tq·Tk·C and 5 for each score; about half with {@code causal}. q, k and v may be column slices of one
 * [B, T, 3C] tensor.
 *
 * @param q [B, Tq, C], innermost dimension dense
 * @param k [B, Tk, C], innermost dimension dense
 * @param v [B, Tk, C], innermost dimension dense
 * @param heads H, divides C
 * @param causal needs Tq = Tk
 * @param y [B, Tq, C], innermost dimension dense; must not overlap the inputs
 */
public record Attention(Tensor q, Tensor k, Tensor v, int heads, boolean causal, Tensor y) implements Op {
    public Attention {
        Operands.requireRank("Attention", "q", q, 3, 3);
        Operands.requireFloating("Attention", "q", q);
        Operands.requireShape("Attention", "k", k, q.dim(0), k.dim(1), q.dim(2));
        Operands.requireSameShape("Attention", "v", v, k);
        Operands.requireSameShape("Attention", "y", y, q);
        Operands.require(
                "Attention",
                heads > 0 && q.dim(2) % heads == 0,
                "%d heads do not divide the width of q %s".formatted(heads, q.shape()));
        Operands.require(
                "Attention",
                !causal || q.dim(1) == k.dim(1),
                "causal needs as many queries %s as keys %s".formatted(q.shape(), k.shape()));
        for (Tensor tensor : List.of(q, k, v, y)) {
            Operands.requireDenseRows("Attention", "an operand", tensor);
        }
    }

    /** D, the width of a head. */
    public int headDim() {
        return q.dim(2) / heads;
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(q, k, v);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public long flops() {
        long tq = q.dim(1);
        long scores = causal ? tq * (tq + 1) / 2 : tq * k.dim(1);
        return q.dim(0) * scores * (4L * q.dim(2) + 5L * heads);
    }

    @Override
    public void reference() {
        for (int b = 0; b < q.dim(0); b++) {
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < q.dim(1); i++) {
                    attend(b, h, i);
                }
            }
        }
    }

    private void attend(int b, int h, int i) {
        int first = h * headDim();
        int visible = causal ? i + 1 : k.dim(1);
        double[] weights = new double[visible];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < visible; j++) {
            for (int d = first; d < first + headDim(); d++) {
                weights[j] += q.get(b, i, d) * k.get(b, j, d);
            }
            weights[j] /= Math.sqrt(headDim());
            max = Math.max(max, weights[j]);
        }
        double total = 0;
        for (int j = 0; j < visible; j++) {
            weights[j] = Math.exp(weights[j] - max);
            total += weights[j];
        }
        for (int d = first; d < first + headDim(); d++) {
            double sum = 0;
            for (int j = 0; j < visible; j++) {
                sum += weights[j] / total * v.get(b, j, d);
            }
            y.set(sum, b, i, d);
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        // An error δ of every score changes a weight by the factor e^δ at most, and the mean of v by 2δ·max|v|.
        double headRatio = 1 / Math.sqrt(headDim());
        double scoreError =
                headRatio * Norms.dotProductError(headDim(), Norms.maxRowNorm(q), Norms.maxRowNorm(k), unitRoundoff);
        double summation = 4 * Math.sqrt(k.dim(1) + 1.0) * unitRoundoff;
        return (2 * scoreError + summation) * Norms.maxAbs(v);
    }
}
