// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Op;
import java.util.List;

/**
 * What backward ops are the derivative of.
 *
 * @param forward reads the inputs and writes y
 * @param y first output of the forward op
 * @param dy gradient of y
 * @param backward compute the gradients
 * @param inputs each with its gradient
 */
record Derivative(Op forward, Tensor y, Tensor dy, List<Op> backward, List<Input> inputs) {

    /**
     * An input of the forward op.
     *
     * @param x the input, perturbed and restored
     * @param dx where its gradient is found
     * @param before what dx holds beside the gradient, or null
     */
    record Input(Tensor x, Tensor dx, Tensor before) {

        /** The gradient by one element. */
        double gradient(long flatIndex) {
            return dx.getFlat(flatIndex) - (before == null ? 0 : before.getFlat(flatIndex));
        }
    }
}
