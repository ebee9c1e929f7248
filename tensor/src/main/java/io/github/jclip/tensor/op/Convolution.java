// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two-dimensional cross-correlation in channels-last layout with fused epilogue, zero padding: y[b,i,j,o] =
 * activation(Σ w[o,(u,v,c)]·x[b, i·s+u−p, j·s+v−p, c] + bias[o] + residual[b,i,j,o]).
 *
 * <p>FLOPs: 2·B·H'·W'·N·(kernel²·C).
 *
 * @param x [B, H, W, C], any strides: a channels-first image is passed as a permuted view
 * @param w [N, kernel·kernel·C] as packed by the device, the inner index running over (u, v, c)
 * @param kernel height and width of the window
 * @param stride step of the window, s
 * @param padding rows and columns of zeros on each side, p
 * @param epilogue bias [N], activation, residual [B, H', W', N]
 * @param y [B, H', W', N] with H' = (H + 2p − kernel)/s + 1, innermost dimension dense
 */
public record Convolution(Tensor x, PackedMatrix w, int kernel, int stride, int padding, Epilogue epilogue, Tensor y)
        implements Op {
    public Convolution {
        Operands.requireRank("Convolution", "x", x, 4, 4);
        Operands.requireFloating("Convolution", "x", x);
        Operands.require(
                "Convolution",
                kernel > 0 && stride > 0 && padding >= 0,
                "kernel %d, stride %d, padding %d".formatted(kernel, stride, padding));
        Operands.require(
                "Convolution",
                w.inputs() == kernel * kernel * x.dim(3),
                "W has shape [%d, %d], x has shape %s and the kernel is %d×%d"
                        .formatted(w.outputs(), w.inputs(), x.shape(), kernel, kernel));
        Operands.requireShape(
                "Convolution",
                "y",
                y,
                x.dim(0),
                outputSize(x.dim(1), kernel, stride, padding),
                outputSize(x.dim(2), kernel, stride, padding),
                w.outputs());
        Operands.requireDenseRows("Convolution", "y", y);
        epilogue.check("Convolution", y);
    }

    /** Rows or columns that the window visits. */
    public static int outputSize(int size, int kernel, int stride, int padding) {
        return (size + 2 * padding - kernel) / stride + 1;
    }

    /**
     * The gradient of the input of a convolution of stride 1 without activation: again a convolution, with {@link
     * #flip flipped} weights and k − 1 − p rows and columns of padding. Strides have none: in CLIP's towers only images, which
     * are data, meet one. The gradient of the weights is {@link ConvolutionBackward}'s, that of the residual dy.
     *
     * @param dy [B, H', W', N]
     * @param flipped the flipped weights [C, kernel·kernel·N] as packed by the device for this kernel and stride 1
     * @param kernel of the forward convolution
     * @param padding of the forward convolution, below the kernel
     * @param dx [B, H, W, C], overwritten
     */
    public static Convolution backward(Tensor dy, PackedMatrix flipped, int kernel, int padding, Tensor dx) {
        return new Convolution(dy, flipped, kernel, 1, kernel - 1 - padding, Epilogue.NONE, dx);
    }

    /**
     * The ops that make the weights that {@link #backward} takes: flipped[c, (u,v,o)] = weight[o, (k−1−u, k−1−v, c)].
     *
     * @param weight [N, kernel·kernel·C]
     * @param flipped [C, kernel·kernel·N], overwritten
     */
    public static List<Cast> flip(Tensor weight, int kernel, Tensor flipped) {
        int window = kernel * kernel;
        int channels = weight.dim(1) / window;
        int outputs = weight.dim(0);
        Operands.requireShape("Convolution", "flipped weights", flipped, channels, window * outputs);
        return IntStream.range(0, window)
                .mapToObj(position -> {
                    int from = (window - 1 - position) * channels;
                    return new Cast(
                            weight.slice(1, from, from + channels).transpose(0, 1),
                            flipped.slice(1, position * outputs, (position + 1) * outputs));
                })
                .toList();
    }

    @Override
    public List<Tensor> inputs() {
        return Operands.present(x, w.source(), epilogue.bias(), epilogue.residual());
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public long flops() {
        return 2 * y.elementCount() * w.inputs() + epilogue.flops(y.elementCount());
    }

    @Override
    public void reference() {
        long position = 0;
        for (int b = 0; b < y.dim(0); b++) {
            for (int i = 0; i < y.dim(1); i++) {
                for (int j = 0; j < y.dim(2); j++) {
                    for (int o = 0; o < y.dim(3); o++) {
                        y.set(epilogue.apply(window(b, i, j, o), position++, o), b, i, j, o);
                    }
                }
            }
        }
    }

    private double window(int b, int i, int j, int o) {
        int channels = x.dim(3);
        double sum = 0;
        for (int u = 0; u < kernel; u++) {
            int row = i * stride + u - padding;
            for (int v = 0; v < kernel; v++) {
                int column = j * stride + v - padding;
                if (row < 0 || row >= x.dim(1) || column < 0 || column >= x.dim(2)) {
                    continue;
                }
                for (int c = 0; c < channels; c++) {
                    sum += x.get(b, row, column, c) * w.source().get(o, (u * kernel + v) * channels + c);
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
        double windowNorm = Math.sqrt(w.inputs()) * Norms.maxAbs(x);
        double weightNorm = Norms.maxRowNorm(w.source());
        double product = Norms.dotProductError(w.inputs(), windowNorm, weightNorm, unitRoundoff)
                + Norms.operandError(windowNorm, weightNorm, unitRoundoff, productRoundoff);
        return epilogue.tolerance(product, Norms.maxAbs(y), unitRoundoff);
    }
}
