// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;

/**
 * A convolution with the {@linkplain BatchNorm batch normalisation} behind it folded in: W' = scale·W, b' = shift.
 */
record FoldedConvolution(PackedMatrix weight, Tensor bias, int kernel, int stride, int padding) {
    /** Loads {@code <conv>.weight} and the batch normalisation {@code <bn>}; "same" padding. */
    static FoldedConvolution load(Parameters parameters, String conv, String bn, int stride) {
        BatchNorm norm = BatchNorm.of(parameters::stored, bn);
        int kernel = parameters.stored(conv + ".weight").dim(2);
        try (Scope staging = Scope.ofHost()) {
            return new FoldedConvolution(
                    parameters.convolution(conv + ".weight", norm.scale(), stride),
                    parameters.onDevice(Tensor.ofDoubles(staging, norm.shift(), norm.shift().length)),
                    kernel,
                    stride,
                    (kernel - 1) / 2);
        }
    }

    /** Appends the convolution with ReLU to a borrowed buffer. */
    Tensor appendRelu(Program program, Tensor x) {
        return append(program, x, Activation.RELU, null);
    }

    /** Appends the convolution to a borrowed buffer: activation(conv(x) + residual). */
    Tensor append(Program program, Tensor x, Activation activation, Tensor residual) {
        Tensor y = program.borrow(
                x.dim(0),
                Convolution.outputSize(x.dim(1), kernel, stride, padding),
                Convolution.outputSize(x.dim(2), kernel, stride, padding),
                weight.outputs());
        Epilogue epilogue = new Epilogue(bias, activation, residual);
        program.add(new Convolution(x, weight, kernel, stride, padding, epilogue, y));
        return y;
    }
}
