// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.AveragePool;

/**
 * A residual block of {@link ModifiedResNet}: 1×1, 3×3, 1×1 convolutions. All striding is done by average pooling, in
 * the branch after the 3×3 convolution and in the shortcut before its 1×1 convolution.
 *
 * @param shortcut the shortcut's convolution, or null where the shortcut is the identity
 */
record Bottleneck(
        FoldedConvolution conv1,
        FoldedConvolution conv2,
        FoldedConvolution conv3,
        FoldedConvolution shortcut,
        int stride) {

    static Bottleneck load(Parameters parameters, int stride, boolean hasShortcut) {
        return new Bottleneck(
                FoldedConvolution.load(parameters, "conv1", "bn1", 1),
                FoldedConvolution.load(parameters, "conv2", "bn2", 1),
                FoldedConvolution.load(parameters, "conv3", "bn3", 1),
                hasShortcut ? FoldedConvolution.load(parameters, "downsample.0", "downsample.1", 1) : null,
                stride);
    }

    /** Appends the block; gives x back and returns a borrowed buffer. */
    Tensor append(Program program, Tensor x) {
        Tensor reduced = conv1.appendRelu(program, x);
        Tensor branch = conv2.appendRelu(program, reduced);
        program.giveBack(reduced);
        branch = pool(program, branch);
        Tensor identity = x;
        if (shortcut != null) {
            identity = pool(program, x);
            Tensor projected = shortcut.append(program, identity, Activation.NONE, null);
            program.giveBack(identity);
            identity = projected;
        }
        Tensor y = conv3.append(program, branch, Activation.RELU, identity);
        program.giveBack(branch);
        program.giveBack(identity);
        return y;
    }

    /** Gives x back and returns its pooled version, or x itself at stride 1. */
    private Tensor pool(Program program, Tensor x) {
        if (stride == 1) {
            return x;
        }
        Tensor pooled = program.borrow(x.dim(0), x.dim(1) / stride, x.dim(2) / stride, x.dim(3));
        program.add(new AveragePool(x, stride, pooled));
        program.giveBack(x);
        return pooled;
    }
}
