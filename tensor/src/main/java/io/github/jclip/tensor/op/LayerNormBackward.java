// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradients of {@link LayerNorm}. With σ = √(variance + ε), x̂ = (x − mean)/σ, g = dy∘weight and means over the innermost
 * dimension:
 *
 * <pre>
 * dx      = (g − mean(g) − x̂·mean(g∘x̂))/σ + residual
 * dweight ← dweight + Σ dy∘x̂
 * dbias   ← dbias + Σ dy
 * </pre>
 *
 * <p>Mean and variance are computed again from x. The residual is the gradient that reaches x by another way: that of a
 * residual stream.
 *
 * <p>FLOPs: 16 for each element, and 4 for the parameters.
 *
 * @param x [..., C], the forward input, rank 2 or 3, innermost dimension dense
 * @param weight [C], dense
 * @param dy as x
 * @param residual as x, or null
 * @param dx as x, overwritten; may be dy or the residual
 * @param dweight [C], added to, dense; or null if weight and bias are frozen
 * @param dbias [C], added to, dense; null with dweight
 */
public record LayerNormBackward(
        Tensor x, Tensor weight, double epsilon, Tensor dy, Tensor residual, Tensor dx, Tensor dweight, Tensor dbias)
        implements Op {
    private static final int DX = 0;
    private static final int DWEIGHT = 1;

    public LayerNormBackward {
        Operands.requireRank("LayerNormBackward", "x", x, 2, 3);
        Operands.requireFloating("LayerNormBackward", "x", x);
        for (Tensor tensor : Operands.present(x, dy, dx, residual)) {
            Operands.requireSameShape("LayerNormBackward", "dy, dx or residual", tensor, x);
            Operands.requireDenseRows("LayerNormBackward", "x, dy, dx or residual", tensor);
        }
        for (Tensor tensor : Operands.present(weight, dweight, dbias)) {
            Operands.requireShape("LayerNormBackward", "weight, dweight or dbias", tensor, x.dim(-1));
            Operands.requireDenseRows("LayerNormBackward", "weight, dweight or dbias", tensor);
        }
        Operands.require("LayerNormBackward", (dweight == null) == (dbias == null), "dweight and dbias go together");
    }

    @Override
    public List<Tensor> inputs() {
        return Operands.present(x, weight, dy, residual, dweight, dbias);
    }

    @Override
    public List<Tensor> outputs() {
        return Operands.present(dx, dweight, dbias);
    }

    @Override
    public long flops() {
        return x.elementCount() * (dweight == null ? 16 : 20);
    }

    @Override
    public void reference() {
        int width = x.dim(-1);
        double[] weightSums = new double[width];
        double[] biasSums = new double[width];
        for (long start = 0; start < x.elementCount(); start += width) {
            rowBackward(start, weightSums, biasSums);
        }
        for (int i = 0; dweight != null && i < width; i++) {
            dweight.set(dweight.get(i) + weightSums[i], i);
            dbias.set(dbias.get(i) + biasSums[i], i);
        }
    }

    private void rowBackward(long start, double[] weightSums, double[] biasSums) {
        int width = weightSums.length;
        double[] normalised = new double[width];
        double inverse = normalise(start, normalised);
        double mean = 0;
        double along = 0;
        for (int i = 0; i < width; i++) {
            double dvalue = dy.getFlat(start + i);
            weightSums[i] += dvalue * normalised[i];
            biasSums[i] += dvalue;
            mean += dvalue * weight.get(i) / width;
            along += dvalue * weight.get(i) * normalised[i] / width;
        }
        for (int i = 0; i < width; i++) {
            double centred = dy.getFlat(start + i) * weight.get(i) - mean - normalised[i] * along;
            double other = residual == null ? 0 : residual.getFlat(start + i);
            dx.setFlat(start + i, centred * inverse + other);
        }
    }

    /** x̂ of a row; returns 1/σ. */
    private double normalise(long start, double[] normalised) {
        int width = normalised.length;
        double mean = 0;
        for (int i = 0; i < width; i++) {
            mean += x.getFlat(start + i) / width;
        }
        double variance = 0;
        for (int i = 0; i < width; i++) {
            normalised[i] = x.getFlat(start + i) - mean;
            variance += normalised[i] * normalised[i] / width;
        }
        double inverse = 1 / Math.sqrt(variance + epsilon);
        for (int i = 0; i < width; i++) {
            normalised[i] *= inverse;
        }
        return inverse;
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double parameters =
                dweight == null ? 0 : Math.max(tolerance(DWEIGHT, unitRoundoff), tolerance(2, unitRoundoff));
        return Math.max(tolerance(DX, unitRoundoff), parameters);
    }

    /**
     * With G the norm of a row of g and e the error of x̂ (see {@link LayerNorm#tolerance}): both means are dot products
     * with the error 4·G·u, and the second has e·G/√C besides; |x̂| ≤ √C.
     */
    @Override
    public double tolerance(int output, double unitRoundoff) {
        double error = 0;
        double largest = 0;
        double inverse = 0;
        int width = x.dim(-1);
        double[] normalised = new double[width];
        for (long start = 0; start < x.elementCount(); start += width) {
            error = Math.max(error, LayerNorm.normalisedError(x, start, width, epsilon, unitRoundoff));
            inverse = Math.max(inverse, normalise(start, normalised));
            for (double value : normalised) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        int rows = width == 0 ? 0 : Math.toIntExact(x.elementCount() / width);
        return switch (output) {
            case DX -> inputTolerance(inverse, largest, error, unitRoundoff);
            case DWEIGHT -> {
                double terms = largest * Norms.maxAbs(dy);
                yield Sums.tolerance(rows, terms, Norms.maxAbs(dweight), unitRoundoff)
                        + rows * error * Norms.maxAbs(dy);
            }
            default -> Sums.tolerance(rows, Norms.maxAbs(dy), Norms.maxAbs(dbias), unitRoundoff);
        };
    }

    private double inputTolerance(double inverse, double largest, double error, double unitRoundoff) {
        int width = x.dim(-1);
        double norm = Math.sqrt(width) * Norms.maxAbs(dy) * Norms.maxAbs(weight);
        double mean = norm / Math.sqrt(width);
        double meanError = 4 * Math.sqrt(width + 1.0) / Math.sqrt(width) * norm * unitRoundoff;
        double size = mean * (2 + largest);
        double scaleError = (2 * Math.sqrt(width) + 4) * unitRoundoff;
        double centredError = meanError * (1 + 2 * largest) + error * mean * (1 + largest) + 4 * unitRoundoff * size;
        double other = Norms.maxAbsOrZero(residual) + Norms.maxAbs(dx);
        return inverse * (centredError + scaleError * size) + 4 * unitRoundoff * other;
    }
}
