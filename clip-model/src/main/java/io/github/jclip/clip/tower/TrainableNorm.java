// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.LayerNormBackward;

/** A layer normalisation. Its weight and bias are trained together or not at all. */
record TrainableNorm(TrainableVector weight, TrainableVector bias, double epsilon) {

    static TrainableNorm load(TrainableParameters parameters, double epsilon) {
        return new TrainableNorm(parameters.vector("weight"), parameters.vector("bias"), epsilon);
    }

    boolean trained() {
        return weight.trained();
    }

    void forward(Program program, Tensor x, Tensor y) {
        program.add(new LayerNorm(x, weight.value(), bias.value(), epsilon, y));
    }

    /** Appends dx = the gradient of x + residual, which may be null, and those of the parameters. */
    void backward(Program program, Tensor x, Tensor dy, Tensor residual, Tensor dx) {
        program.add(new LayerNormBackward(
                x, weight.value(), epsilon, dy, residual, dx, weight.gradient(), bias.gradient()));
    }
}
