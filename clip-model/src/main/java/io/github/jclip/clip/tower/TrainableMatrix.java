// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.LinearBackward;

/**
 * The weights W [N, K] of a linear layer, laid out for both directions.
 *
 * @param forward W as packed by the device
 * @param backward Wᵀ as packed by the device
 * @param gradient of the stored matrix, added to; or null if the weights are frozen
 * @param isProjection whether the matrix is stored as [K, N], as CLIP's projections are, and not as [N, K]
 * @param bias [N], or null
 */
record TrainableMatrix(
        PackedMatrix forward, PackedMatrix backward, Tensor gradient, boolean isProjection, TrainableVector bias) {

    int outputs() {
        return forward.outputs();
    }

    boolean trained() {
        return gradient != null || (bias != null && bias.trained());
    }

    /** Appends y = x·Wᵀ + bias, and the residual unless it is null. */
    void forward(Program program, Tensor x, Tensor residual, Tensor y) {
        Epilogue epilogue = bias == null ? Epilogue.NONE : Epilogue.bias(bias.value());
        program.add(new Linear(x, forward, residual == null ? epilogue : epilogue.withResidual(residual), y));
    }

    /** Appends dx = dy·W. */
    void backward(Program program, Tensor dy, Tensor dx) {
        program.add(Linear.backward(dy, backward, dx));
    }

    /** Appends dx ← dx + dy·W. */
    void addBackward(Program program, Tensor dy, Tensor dx) {
        program.add(new Linear(dy, backward, Epilogue.NONE.withResidual(dx), dx));
    }

    /** Appends the gradients of what is trained. */
    void addGradients(Program program, Tensor x, Tensor dy) {
        Tensor dbias = bias == null ? null : bias.gradient();
        if (isProjection && gradient != null) {
            program.add(new LinearBackward(dy, x, gradient, null));
        } else if (gradient != null || dbias != null) {
            program.add(new LinearBackward(x, dy, gradient, dbias));
        }
    }
}
