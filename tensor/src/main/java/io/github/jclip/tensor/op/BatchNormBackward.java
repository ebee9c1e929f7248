// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradients of {@link BatchNorm}. With x̂ = (x − mean)·inverse and, for each channel, s = Σ dy and t = Σ dy·x̂ over all M
 * positions:
 *
 * <pre>
 * dx      = weight·inverse·(dy − s/M − x̂·t/M)   in training
 * dx      = weight·inverse·dy                   with running statistics, which are constants
 * dweight ← dweight + t
 * dbias   ← dbias + s
 * </pre>
 *
 * <p>FLOPs: 12 for each element.
 *
 * @param x [B, H, W, C], the forward input, innermost dimension dense
 * @param weight [C], dense, as are all operands of this shape
 * @param mean [C], from the forward op
 * @param inverse [C], from the forward op
 * @param training as in the forward op
 * @param dy as x
 * @param dx as x, overwritten; may be dy itself; or null if nothing before it is trained
 * @param dweight [C], added to; or null if weight and bias are frozen
 * @param dbias [C], added to; null with dweight
 */
public record BatchNormBackward(
        Tensor x,
        Tensor weight,
        Tensor mean,
        Tensor inverse,
        boolean training,
        Tensor dy,
        Tensor dx,
        Tensor dweight,
        Tensor dbias)
        implements Op {

    public BatchNormBackward {
        Operands.requireRank("BatchNormBackward", "x", x, 4, 4);
        Operands.requireFloating("BatchNormBackward", "x", x);
        for (Tensor tensor : Operands.present(x, dy, dx)) {
            Operands.requireSameShape("BatchNormBackward", "dy or dx", tensor, x);
            Operands.requireDenseRows("BatchNormBackward", "x, dy or dx", tensor);
        }
        for (Tensor tensor : Operands.present(weight, mean, inverse, dweight, dbias)) {
            Operands.requireShape("BatchNormBackward", "an operand of each channel", tensor, x.dim(3));
            Operands.requireDenseRows("BatchNormBackward", "an operand of each channel", tensor);
        }
        Operands.require("BatchNormBackward", (dweight == null) == (dbias == null), "dweight and dbias go together");
        Operands.require("BatchNormBackward", dx != null || dweight != null, "nothing to compute");
    }

    /** M, the positions of a channel. */
    public int positions() {
        return x.dim(0) * x.dim(1) * x.dim(2);
    }

    @Override
    public List<Tensor> inputs() {
        return Operands.present(x, weight, mean, inverse, dy, dweight, dbias);
    }

    @Override
    public List<Tensor> outputs() {
        return Operands.present(dx, dweight, dbias);
    }

    @Override
    public long flops() {
        return 12 * x.elementCount();
    }

    @Override
    public void reference() {
        int channels = x.dim(3);
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            double along = 0;
            for (long i = c; i < x.elementCount(); i += channels) {
                sum += dy.getFlat(i);
                along += dy.getFlat(i) * normalised(i, c);
            }
            for (long i = c; dx != null && i < x.elementCount(); i += channels) {
                double centred = training ? (sum + normalised(i, c) * along) / positions() : 0;
                dx.setFlat(i, weight.get(c) * inverse.get(c) * (dy.getFlat(i) - centred));
            }
            if (dweight != null) {
                dweight.set(dweight.get(c) + along, c);
                dbias.set(dbias.get(c) + sum, c);
            }
        }
    }

    private double normalised(long flatIndex, int c) {
        return (x.getFlat(flatIndex) - mean.get(c)) * inverse.get(c);
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double tolerance = 0;
        for (int output = 0; output < outputs().size(); output++) {
            tolerance = Math.max(tolerance, tolerance(output, unitRoundoff));
        }
        return tolerance;
    }

    /** Mean and inverse are operands, so that x̂ has only the roundings of a difference and a product. */
    @Override
    public double tolerance(int output, double unitRoundoff) {
        int m = positions();
        double scale = Norms.maxAbs(inverse);
        double largest = 0;
        for (long i = 0; i < x.elementCount(); i++) {
            largest = Math.max(largest, Math.abs(normalised(i, (int) (i % x.dim(3)))));
        }
        double error = 4 * unitRoundoff * (largest + scale * Norms.maxAbs(mean));
        double dyLargest = Norms.maxAbs(dy);
        double sumError = Norms.dotProductError(m, Math.sqrt(m) * dyLargest, Math.sqrt(m), unitRoundoff);
        double alongError = sumError * largest + m * error * dyLargest;
        if (outputs().get(output) == dx) {
            double size = dyLargest * (2 + largest * largest);
            double centred = training ? (sumError + largest * alongError) / m + error * dyLargest * largest : 0;
            return Norms.maxAbs(weight) * scale * (centred + 8 * unitRoundoff * size);
        }
        double sums = output == outputs().size() - 1 ? sumError : alongError;
        double results = Norms.maxAbs(outputs().get(output)) + m * dyLargest * Math.max(1, largest) / Math.sqrt(m);
        return sums + 4 * unitRoundoff * results;
    }
}
