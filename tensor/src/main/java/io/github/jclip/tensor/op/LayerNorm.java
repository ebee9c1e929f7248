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
 * @param weight [C]
 * @param bias [C]
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

    @Override
    public double tolerance(double unitRoundoff) {
        // The mean is subtracted from values of size |x| and the result is divided by the deviation: the error of the
        // normalised value is ε·max|x|/σ. With |normalised| ≤ √C and outputs exact, σ is bounded below by ε alone.
        double relative = Math.max(Norms.maxAbs(x) / Math.sqrt(smallestVariance() + epsilon), Math.sqrt(x.dim(-1)));
        return 8 * unitRoundoff * (relative * Norms.maxAbs(weight) + Norms.maxAbs(bias));
    }

    private double smallestVariance() {
        int width = x.dim(-1);
        double smallest = Double.POSITIVE_INFINITY;
        for (long start = 0; start < x.elementCount(); start += width) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < width; i++) {
                double value = x.getFlat(start + i);
                sum += value;
                squares += value * value;
            }
            smallest = Math.min(smallest, Math.max(0, squares / width - sum / width * (sum / width)));
        }
        return smallest;
    }
}
