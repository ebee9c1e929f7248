// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.AveragePoolBackward;

/**
 * A {@link Bottleneck} forward and backward.
 *
 * @param shortcut the shortcut's convolution, or null where the shortcut is the identity
 */
record TrainableBottleneck(
        TrainableConvolution conv1,
        TrainableConvolution conv2,
        TrainableConvolution conv3,
        TrainableConvolution shortcut,
        int stride) {

    /**
     * Activations of a forward pass.
     *
     * @param pooled what conv3 reads: the pooled output of conv2, or that itself
     * @param identity what the shortcut's convolution reads, or x
     * @param projected of the shortcut's convolution, or null
     * @param y the block's output
     */
    record Saved(
            Tensor x,
            TrainableConvolution.Saved first,
            TrainableConvolution.Saved second,
            Tensor pooled,
            TrainableConvolution.Saved third,
            Tensor identity,
            TrainableConvolution.Saved projected,
            Tensor y) {}

    static TrainableBottleneck load(
            TrainableParameters parameters, int stride, boolean hasShortcut, TrainingSettings training) {
        return new TrainableBottleneck(
                TrainableConvolution.load(parameters, "conv1", "bn1", 1, training),
                TrainableConvolution.load(parameters, "conv2", "bn2", 1, training),
                TrainableConvolution.load(parameters, "conv3", "bn3", 1, training),
                hasShortcut ? TrainableConvolution.load(parameters, "downsample.0", "downsample.1", 1, training) : null,
                stride);
    }

    /** Appends the block; x stays the caller's. */
    Saved forward(Program program, Tensor x) {
        TrainableConvolution.Saved first = conv1.forward(program, x, Activation.RELU);
        TrainableConvolution.Saved second = conv2.forward(program, first.y(), Activation.RELU);
        Tensor pooled = pool(program, second.y());
        TrainableConvolution.Saved third = conv3.forward(program, pooled, Activation.NONE);
        Tensor identity = shortcut == null ? x : pool(program, x);
        TrainableConvolution.Saved projected =
                shortcut == null ? null : shortcut.forward(program, identity, Activation.NONE);
        Tensor y = third.y();
        add(program, y, projected == null ? identity : projected.y());
        program.add(new Activate(y, Activation.RELU, y));
        if (projected != null) {
            program.giveBack(projected.y());
        }
        return new Saved(x, first, second, pooled, third, identity, projected, y);
    }

    private Tensor pool(Program program, Tensor x) {
        if (stride == 1) {
            return x;
        }
        Tensor pooled = program.borrow(x.dim(0), x.dim(1) / stride, x.dim(2) / stride, x.dim(3));
        program.add(new AveragePool(x, stride, pooled));
        return pooled;
    }

    /**
     * Appends the backward pass and gives everything saved back but x.
     *
     * @param dy gradient of the output, a borrowed buffer, given back
     * @return gradient of x, a borrowed buffer
     */
    Tensor backward(Program program, Saved saved, Tensor dy) {
        TrainableConvolution.reluBackward(program, saved.y(), dy);
        Tensor dpooled = conv3.backward(program, saved.third(), dy, true);
        Tensor dsecond = poolBackward(program, saved.second().y(), saved.pooled(), dpooled);
        TrainableConvolution.reluBackward(program, saved.second().y(), dsecond);
        Tensor dfirst = conv2.backward(program, saved.second(), dsecond, true);
        program.giveBack(dsecond);
        TrainableConvolution.reluBackward(program, saved.first().y(), dfirst);
        Tensor dx = conv1.backward(program, saved.first(), dfirst, true);
        program.giveBack(dfirst);
        Tensor dshortcut = dy;
        if (shortcut != null) {
            Tensor didentity = shortcut.backward(program, saved.projected(), dy, true);
            program.giveBack(dy);
            dshortcut = poolBackward(program, saved.x(), saved.identity(), didentity);
        }
        add(program, dx, dshortcut);
        program.giveBack(dshortcut);
        return dx;
    }

    /** The gradient of a pool's input, where there is a pool; its output, and that's gradient, are given back. */
    private Tensor poolBackward(Program program, Tensor x, Tensor pooled, Tensor dpooled) {
        if (stride == 1) {
            return dpooled;
        }
        Tensor dx = program.borrow(x.shape().toArray());
        program.add(new AveragePoolBackward(dpooled, stride, dx));
        program.giveBack(pooled);
        program.giveBack(dpooled);
        return dx;
    }

    /** Appends y ← y + x. */
    private static void add(Program program, Tensor y, Tensor x) {
        int positions = Math.toIntExact(y.elementCount() / y.dim(3));
        Tensor rows = y.reshape(positions, y.dim(3));
        program.add(new Add(rows, x.reshape(positions, y.dim(3)), rows));
    }
}
