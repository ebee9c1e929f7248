// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Layer normalisation (Ba et al. 2016): y = (x − mean)/√(variance + ε)·weight + bias, mean and population variance over
 * the innermost dimension.
 *
 * <p>FLOPs: 8 for each element.
 *
 * @param x [..., C], rank 2 or 3, innermost dimension dense
 * @param weight [C], dense
 * @param bias [C], dense
 * @param y as x; may be x itself
 */
public record LayerNorm(Tensor x, Tensor weight, Tensor bias, double epsilon, Tensor y) implements Op {
    public LayerNorm {
        Operands.requireRank("LayerNorm", "x", x, 2, 3);
        Operands.requireFloating("LayerNorm", "x", x);
        Operands.requireDenseRows("LayerNorm", "x", x);
        Operands.requireDenseRows("LayerNorm", "y", y);
        Operands.requireShape("LayerNorm", "weight", weight, x.dim(-1));
        Operands.requireShape("LayerNorm", "bias", bias, x.dim(-1));
        Operands.requireDenseRows("LayerNorm", "weight", weight);
        Operands.requireDenseRows("LayerNorm", "bias", bias);
        Operands.requireSameShape("LayerNorm", "y", y, x);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, weight, bias);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public long flops() {
        return 8 * x.elementCount();
    }

    @Override
    public void reference() {
        int width = x.dim(-1);
        long rows = width == 0 ? 0 : x.elementCount() / width;
        for (long row = 0; row < rows; row++) {
            long start = row * width;
            double mean = 0;
            for (int i = 0; i < width; i++) {
                mean += x.getFlat(start + i) / width;
            }
            double variance = 0;
            for (int i = 0; i < width; i++) {
                double centred = x.getFlat(start + i) - mean;
                variance += centred * centred / width;
            }
            double scale = 1 / Math.sqrt(variance + epsilon);
            for (int i = 0; i < width; i++) {
                double normalised = (x.getFlat(start + i) - mean) * scale;
                y.setFlat(start + i, normalised * weight.get(i) + bias.get(i));
            }
        }
    }

    /**
     * With σ = √(variance + ε): the mean is a dot product of x and the numbers 1/C, so its rounding error follows the
     * norm of x, and so does that of the centred values; it is divided by σ. The variance, a sum of C squares, has the
     * relative error 4·√C·u, its root half of that.
     */
    @Override
    public double tolerance(double unitRoundoff) {
        int width = x.dim(-1);
        double largest = 0;
        for (long start = 0; start < x.elementCount(); start += width) {
            largest = Math.max(largest, normalisedError(x, start, width, epsilon, unitRoundoff));
        }
        return largest * Norms.maxAbs(weight) + 4 * unitRoundoff * (Norms.maxAbs(y) + Norms.maxAbs(bias));
    }

    /** Error of the normalised values of a row that begins at a row-major position. */
    static double normalisedError(Tensor x, long start, int width, double epsilon, double unitRoundoff) {
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < width; i++) {
            double value = x.getFlat(start + i);
            mean += value / width;
            squares += value * value;
        }
        double variance = 0;
        double largest = 0;
        for (int i = 0; i < width; i++) {
            double centred = Math.abs(x.getFlat(start + i) - mean);
            variance += centred * centred / width;
            largest = Math.max(largest, centred);
        }
        double meanError = Norms.dotProductError(width, Math.sqrt(squares), 1 / Math.sqrt(width), unitRoundoff);
        double scaleError = (2 * Math.sqrt(width) + 4) * unitRoundoff;
        return (meanError + largest * scaleError) / Math.sqrt(variance + epsilon);
    }
}
