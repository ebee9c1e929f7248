// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradient of the weights of {@link Convolution}: dweight[o, (u,v,c)] ← dweight[o, (u,v,c)] + Σ_{b,i,j} dy[b,i,j,o]·x[b,
 * i·s+u−p, j·s+v−p, c], where x is zero outside the image. The gradient of the input is a convolution with the flipped
 * weights, {@link Convolution#backward}.
 *
 * <p>FLOPs: 2·B·H'·W'·N·(kernel²·C).
 *
 * @param x [B, H, W, C], the forward input, any strides
 * @param kernel height and width of the window
 * @param stride step of the window, s
 * @param padding rows and columns of zeros on each side, p
 * @param dy [B, H', W', N], innermost dimension dense
 * @param dweight [N, kernel·kernel·C], added to, innermost dimension dense
 */
public record ConvolutionBackward(Tensor x, int kernel, int stride, int padding, Tensor dy, Tensor dweight)
        implements Op {
    public ConvolutionBackward {
        Operands.requireRank("ConvolutionBackward", "x", x, 4, 4);
        Operands.requireFloating("ConvolutionBackward", "x", x);
        Operands.require(
                "ConvolutionBackward",
                kernel > 0 && stride > 0 && padding >= 0,
                "kernel %d, stride %d, padding %d".formatted(kernel, stride, padding));
        Operands.requireShape(
                "ConvolutionBackward",
                "dy",
                dy,
                x.dim(0),
                Convolution.outputSize(x.dim(1), kernel, stride, padding),
                Convolution.outputSize(x.dim(2), kernel, stride, padding),
                dy.dim(-1));
        Operands.requireDenseRows("ConvolutionBackward", "dy", dy);
        Operands.requireShape("ConvolutionBackward", "dweight", dweight, dy.dim(-1), kernel * kernel * x.dim(3));
        Operands.requireDenseRows("ConvolutionBackward", "dweight", dweight);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, dy, dweight);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(dweight);
    }

    @Override
    public long flops() {
        return 2 * dy.elementCount() * dweight.dim(1);
    }

    @Override
    public void reference() {
        int channels = x.dim(3);
        for (int o = 0; o < dweight.dim(0); o++) {
            for (int k = 0; k < dweight.dim(1); k++) {
                double sum = correlation(o, k / channels / kernel, k / channels % kernel, k % channels);
                dweight.set(dweight.get(o, k) + sum, o, k);
            }
        }
    }

    private double correlation(int o, int u, int v, int c) {
        double sum = 0;
        for (int b = 0; b < dy.dim(0); b++) {
            for (int i = 0; i < dy.dim(1); i++) {
                int row = i * stride + u - padding;
                for (int j = 0; j < dy.dim(2); j++) {
                    int column = j * stride + v - padding;
                    if (row >= 0 && row < x.dim(1) && column >= 0 && column < x.dim(2)) {
                        sum += dy.get(b, i, j, o) * x.get(b, row, column, c);
                    }
                }
            }
        }
        return sum;
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return tolerance(0, unitRoundoff, unitRoundoff);
    }

    @Override
    public double tolerance(int output, double unitRoundoff, double productRoundoff) {
        int terms = dy.dim(-1) == 0 ? 0 : Math.toIntExact(dy.elementCount() / dy.dim(-1));
        double norms = Norms.maxColumnNorm(dy) * Math.sqrt(terms) * Norms.maxAbs(x);
        return Norms.dotProductError(terms, norms, 1, unitRoundoff)
                + Norms.operandError(norms, 1, unitRoundoff, productRoundoff)
                + 4 * unitRoundoff * (Norms.maxAbs(dweight) + norms);
    }
}
