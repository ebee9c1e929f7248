// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;

/** Norms of operands, from which tolerances are derived. */
final class Norms {
    private Norms() {}

    /** max |x|; 0 for no elements. */
    static double maxAbs(Tensor tensor) {
        double max = 0;
        long count = tensor.elementCount();
        for (long i = 0; i < count; i++) {
            max = Math.max(max, Math.abs(tensor.getFlat(i)));
        }
        return max;
    }

    /** max |x|, or 0 if there is no such operand. */
    static double maxAbsOrZero(Tensor tensor) {
        return tensor == null ? 0 : maxAbs(tensor);
    }

    /** The largest Euclidean norm of a run along the innermost dimension. */
    static double maxRowNorm(Tensor tensor) {
        int length = tensor.dim(-1);
        double max = 0;
        long rows = length == 0 ? 0 : tensor.elementCount() / length;
        for (long row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = 0; i < length; i++) {
                double value = tensor.getFlat(row * length + i);
                sum += value * value;
            }
            max = Math.max(max, sum);
        }
        return Math.sqrt(max);
    }

    /** The largest Euclidean norm of a column: of the elements at one index of the innermost dimension. */
    static double maxColumnNorm(Tensor tensor) {
        int width = tensor.dim(-1);
        double[] squares = new double[width];
        for (long i = 0; i < tensor.elementCount(); i++) {
            double value = tensor.getFlat(i);
            squares[(int) (i % width)] += value * value;
        }
        double max = 0;
        for (double square : squares) {
            max = Math.max(max, square);
        }
        return Math.sqrt(max);
    }

    /** The largest Euclidean norm of one head's part of a token, for a tensor [B, T, C]. */
    static double maxHeadNorm(Tensor tensor, int heads) {
        return maxRowNorm(tensor.unflatten(2, heads, tensor.dim(2) / heads));
    }

    /**
     * Bound on what rounding the operands does to a dot product: Σ|aᵢbᵢ| ≤ ‖a‖·‖b‖, and a product of two rounded numbers
     * is off by twice the roundoff. The other factor 2 is for tensor cores that cut instead of rounding.
     *
     * @param productRoundoff of the operands; nothing is lost where that is the unit roundoff of everything else
     */
    static double operandError(double rowNorm, double columnNorm, double unitRoundoff, double productRoundoff) {
        return productRoundoff > unitRoundoff ? 4 * productRoundoff * rowNorm * columnNorm : 0;
    }

    /**
     * Bound on the rounding error of a dot product of {@code length} terms: rounding errors grow like √length for
     * errors of random sign, and |Σ aᵢbᵢ| ≤ ‖a‖·‖b‖. The factor 4 covers the spread over many elements. Sums are kept in F32
     * where the terms are of 16 bits; what rounding the result costs is the caller's to add.
     */
    static double dotProductError(int length, double rowNorm, double columnNorm, double unitRoundoff) {
        double sumRoundoff = Math.min(unitRoundoff, DType.F32.unitRoundoff());
        return 4 * Math.sqrt(length + 1.0) * rowNorm * columnNorm * sumRoundoff;
    }
}
