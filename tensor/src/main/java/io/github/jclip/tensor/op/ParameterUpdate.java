// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;

/**
 * A step of an optimiser. What differs from step to step lies in memory, so that the op can be prepared once and run
 * with other numbers each time.
 */
public sealed interface ParameterUpdate permits AdadeltaUpdate, AdamUpdate, RAdamUpdate, RmsPropUpdate, SgdUpdate {

    /** The numbers of the step to take, F64 [n], read when the op runs; each record's {@code rates} makes them. */
    Tensor rates();

    /** Whether a tensor holds such numbers for an op, rather than elements that it computes with. */
    static boolean isRates(Tensor tensor, Op op) {
        return op instanceof ParameterUpdate update && update.rates() == tensor;
    }

    /**
     * Does nothing if an operand can hold so many numbers.
     *
     * @throws IllegalArgumentException if not
     */
    static void requireRates(String op, Tensor rates, int count) {
        Operands.requireShape(op, "rates", rates, count);
        Operands.require(
                op, rates.dtype() == DType.F64 && rates.isContiguous(), "rates must be contiguous and F64: " + rates);
    }
}
