// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Checks of an op's operands. Messages name the op, the operand and both shapes. */
final class Operands {
    private Operands() {}

    static void requireShape(String op, String operand, Tensor tensor, int... expected) {
        if (!tensor.shape().equals(Shape.of(expected))) {
            throw new IllegalArgumentException("%s: %s has shape %s, expected %s"
                    .formatted(op, operand, tensor.shape(), Arrays.toString(expected)));
        }
    }

    static void requireSameShape(String op, String operand, Tensor tensor, Tensor model) {
        requireShape(op, operand, tensor, model.shape().toArray());
    }

    static void requireRank(String op, String operand, Tensor tensor, int minimum, int maximum) {
        if (tensor.rank() < minimum || tensor.rank() > maximum) {
            throw new IllegalArgumentException("%s: %s has shape %s, expected rank %s"
                    .formatted(op, operand, tensor.shape(), minimum == maximum ? minimum : minimum + " to " + maximum));
        }
    }

    /** Devices stream along the innermost dimension. */
    static void requireDenseRows(String op, String operand, Tensor tensor) {
        if (tensor.dim(-1) > 1 && tensor.stride(-1) != 1) {
            throw new IllegalArgumentException(
                    "%s: the innermost dimension of %s %s must be dense".formatted(op, operand, tensor.shape()));
        }
    }

    /** For operands that are read or written element by element in step with a model. */
    static void requireLike(String op, String operand, Tensor tensor, Tensor model) {
        requireFloating(op, operand, tensor);
        requireSameShape(op, operand, tensor, model);
        require(op, tensor.isContiguous(), operand + " must be contiguous");
    }

    static void requireFloating(String op, String operand, Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "%s: %s has type %s, expected a floating type".formatted(op, operand, tensor.dtype()));
        }
    }

    static void requireInteger(String op, String operand, Tensor tensor) {
        if (tensor.dtype() != DType.I32 && tensor.dtype() != DType.I64) {
            throw new IllegalArgumentException(
                    "%s: %s has type %s, expected I32 or I64".formatted(op, operand, tensor.dtype()));
        }
    }

    static void require(String op, boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(op + ": " + otherwise);
        }
    }

    /** The tensors that are present, in order. */
    static List<Tensor> present(Tensor... tensors) {
        List<Tensor> present = new ArrayList<>(tensors.length);
        for (Tensor tensor : tensors) {
            if (tensor != null) {
                present.add(tensor);
            }
        }
        return Collections.unmodifiableList(present);
    }
}
