// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.ActivateBackward;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.BatchNorm;
import io.github.jclip.tensor.op.BatchNormBackward;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.Epilogue;

/**
 * A convolution without bias and the batch normalisation behind it, forward and backward.
 *
 * @param matrix the weights [N, kernel·kernel·C]
 * @param weight the same as packed by the device
 * @param flipped the {@linkplain Convolution#flip flipped} weights as packed by the device; null where no gradient of the
 *     input is ever wanted
 * @param norm gain and shift
 * @param batchStatistics whether the batch's statistics are used
 */
record TrainableConvolution(
        TrainableVector matrix,
        PackedMatrix weight,
        PackedMatrix flipped,
        int kernel,
        int stride,
        int padding,
        Norm norm,
        boolean batchStatistics) {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    /** Parameters and running statistics of a batch normalisation; weight and bias are trained together or not at all. */
    record Norm(TrainableVector weight, TrainableVector bias, Tensor runningMean, Tensor runningVariance) {}

    /**
     * Activations of a forward pass.
     *
     * @param x the input, not owned
     * @param product the convolution's output
     * @param y the normalised output, activated or not
     */
    record Saved(Tensor x, Tensor product, Tensor mean, Tensor inverse, Tensor y) {}

    /** Loads {@code <conv>.weight} and the batch normalisation {@code <bn>}; "same" padding. */
    static TrainableConvolution load(
            TrainableParameters parameters, String conv, String bn, int stride, TrainingSettings training) {
        Tensor stored = parameters.stored(conv + ".weight");
        int kernel = stored.dim(2);
        TrainableVector matrix = parameters.register(
                conv + ".weight", parameters.onDevice(ConvolutionWeights.channelsLast(stored, null, DType.F32)));
        TrainableParameters norm = parameters.at(bn);
        return new TrainableConvolution(
                matrix,
                parameters.packConvolution(matrix.value(), kernel, stride, matrix.trained()),
                stride == 1 ? parameters.packFlipped(matrix, kernel) : null,
                kernel,
                stride,
                (kernel - 1) / 2,
                new Norm(
                        norm.vector("weight"),
                        norm.vector("bias"),
                        norm.statistics("running_mean"),
                        norm.statistics("running_var")),
                training.batchStatistics());
    }

    boolean trained() {
        return matrix.trained() || norm.weight().trained();
    }

    /** Appends both; the output is a borrowed buffer. */
    Saved forward(Program program, Tensor x, Activation activation) {
        int[] dims = {
            x.dim(0),
            Convolution.outputSize(x.dim(1), kernel, stride, padding),
            Convolution.outputSize(x.dim(2), kernel, stride, padding),
            weight.outputs()
        };
        Tensor product = program.borrow(dims);
        Tensor y = program.borrow(dims);
        Tensor mean = program.borrow(weight.outputs());
        Tensor inverse = program.borrow(weight.outputs());
        program.add(new Convolution(x, weight, kernel, stride, padding, Epilogue.NONE, product));
        program.add(new BatchNorm(
                product,
                norm.weight().value(),
                norm.bias().value(),
                norm.runningMean(),
                norm.runningVariance(),
                EPSILON,
                MOMENTUM,
                batchStatistics,
                mean,
                inverse,
                y));
        if (activation != Activation.NONE) {
            program.add(new Activate(y, activation, y));
        }
        return new Saved(x, product, mean, inverse, y);
    }

    /** Appends the gradient of the ReLU that follows and gives its output back. */
    static void reluBackward(Program program, Tensor y, Tensor dy) {
        program.add(new ActivateBackward(y, Activation.RELU, dy, dy));
        program.giveBack(y);
    }

    /**
     * Appends the backward pass from the gradient of the normalised output and gives everything saved back but x and y.
     *
     * @param dy a borrowed buffer, read only
     * @param wantsInput whether the gradient of x is wanted
     * @return gradient of x, a borrowed buffer, or null
     */
    Tensor backward(Program program, Saved saved, Tensor dy, boolean wantsInput) {
        Tensor dproduct = program.borrow(dy.shape().toArray());
        program.add(new BatchNormBackward(
                saved.product(),
                norm.weight().value(),
                saved.mean(),
                saved.inverse(),
                batchStatistics,
                dy,
                dproduct,
                norm.weight().gradient(),
                norm.bias().gradient()));
        for (Tensor tensor : new Tensor[] {saved.product(), saved.mean(), saved.inverse()}) {
            program.giveBack(tensor);
        }
        if (matrix.trained()) {
            program.add(new ConvolutionBackward(saved.x(), kernel, stride, padding, dproduct, matrix.gradient()));
        }
        Tensor dx = null;
        if (wantsInput) {
            dx = program.borrow(saved.x().shape().toArray());
            program.add(Convolution.backward(dproduct, flipped, kernel, padding, dx));
        }
        program.giveBack(dproduct);
        return dx;
    }
}
