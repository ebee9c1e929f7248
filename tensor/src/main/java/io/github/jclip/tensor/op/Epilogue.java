// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;

/**
 * What follows a multiplication while its result is still at hand: y = activation(product + bias + residual).
 *
 * @param bias [N], added to every row, or null
 * @param activation applied last
 * @param residual of the output's shape, or null; may be the output itself
 */
public record Epilogue(Tensor bias, Activation activation, Tensor residual) {

    /** y = product. */
    public static final Epilogue NONE = new Epilogue(null, Activation.NONE, null);

    /** y = product + bias. */
    public static Epilogue bias(Tensor bias) {
        return NONE.withBias(bias);
    }

    public Epilogue withBias(Tensor newBias) {
        return new Epilogue(newBias, activation, residual);
    }

    public Epilogue withActivation(Activation newActivation) {
        return new Epilogue(bias, newActivation, residual);
    }

    public Epilogue withResidual(Tensor newResidual) {
        return new Epilogue(bias, activation, newResidual);
    }

    void check(String op, Tensor y) {
        if (bias != null) {
            Operands.requireShape(op, "bias", bias, y.dim(-1));
        }
        if (residual != null) {
            Operands.requireSameShape(op, "residual", residual, y);
            Operands.requireDenseRows(op, "residual", residual);
        }
    }

    /** The finished element at a row-major position of the output. */
    double apply(double product, long flatIndex, int column) {
        double sum = product;
        if (bias != null) {
            sum += bias.get(column);
        }
        if (residual != null) {
            sum += residual.getFlat(flatIndex);
        }
        return activation.apply(sum);
    }

    long flops(long elements) {
        int terms = (bias == null ? 0 : 1) + (residual == null ? 0 : 1);
        return elements * (terms + activation.flops());
    }

    /** Rounding of the sums and of the activation, whose slope is at most 1.13 for the functions here. */
    double tolerance(double productError, double maxOutput, double unitRoundoff) {
        double summands = Norms.maxAbsOrZero(bias) + Norms.maxAbsOrZero(residual) + maxOutput;
        return 1.13 * productError + 8 * unitRoundoff * summands;
    }
}
