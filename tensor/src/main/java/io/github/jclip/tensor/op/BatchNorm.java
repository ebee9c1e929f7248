// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Batch normalisation (Ioffe and Szegedy 2015) of a channels-last tensor as {@code torch.nn.BatchNorm2d} computes it: y
 * = (x − mean)·inverse·weight + bias for each channel, inverse = 1/√(variance + ε).
 *
 * <p>In training, mean and population variance are those of the batch, over all M = B·H·W positions, and the running
 * statistics follow: running ← (1 − momentum)·running + momentum·batch, the variance with the factor M/(M − 1). Otherwise
 * the running statistics take the place of the batch's and stay as they are. Mean and inverse are kept for
 * {@link BatchNormBackward}.
 *
 * <p>FLOPs: 8 for each element in training, else 2.
 *
 * @param x [B, H, W, C], innermost dimension dense
 * @param weight [C], dense, as are all operands of this shape
 * @param bias [C]
 * @param runningMean [C], updated in training
 * @param runningVariance [C], updated in training
 * @param momentum the weight of the new batch; 0.1 in torch
 * @param training whether the batch's own statistics are used; needs M &gt; 1
 * @param mean [C], overwritten
 * @param inverse [C], overwritten
 * @param y as x, overwritten; may be x itself
 */
public record BatchNorm(
        Tensor x,
        Tensor weight,
        Tensor bias,
        Tensor runningMean,
        Tensor runningVariance,
        double epsilon,
        double momentum,
        boolean training,
        Tensor mean,
        Tensor inverse,
        Tensor y)
        implements Op {
    private static final int MEAN = 1;
    private static final int INVERSE = 2;

    public BatchNorm {
        Operands.requireRank("BatchNorm", "x", x, 4, 4);
        Operands.requireFloating("BatchNorm", "x", x);
        Operands.requireSameShape("BatchNorm", "y", y, x);
        Operands.requireDenseRows("BatchNorm", "x", x);
        Operands.requireDenseRows("BatchNorm", "y", y);
        for (Tensor tensor : List.of(weight, bias, runningMean, runningVariance, mean, inverse)) {
            Operands.requireShape("BatchNorm", "an operand of each channel", tensor, x.dim(3));
            Operands.requireDenseRows("BatchNorm", "an operand of each channel", tensor);
        }
        Operands.require(
                "BatchNorm",
                !training || x.elementCount() > x.dim(3),
                "a variance needs more than one position, x has shape " + x.shape());
    }

    /** M, the positions of a channel. */
    public int positions() {
        return x.dim(0) * x.dim(1) * x.dim(2);
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, weight, bias, runningMean, runningVariance);
    }

    @Override
    public List<Tensor> outputs() {
        return training ? List.of(y, mean, inverse, runningMean, runningVariance) : List.of(y, mean, inverse);
    }

    @Override
    public long flops() {
        return x.elementCount() * (training ? 8 : 2);
    }

    @Override
    public void reference() {
        for (int c = 0; c < x.dim(3); c++) {
            double centre = training ? batchMean(c) : runningMean.get(c);
            double variance = training ? batchVariance(c, centre) : runningVariance.get(c);
            if (training) {
                int m = positions();
                runningMean.set((1 - momentum) * runningMean.get(c) + momentum * centre, c);
                runningVariance.set((1 - momentum) * runningVariance.get(c) + momentum * variance * m / (m - 1), c);
            }
            double scale = 1 / Math.sqrt(variance + epsilon);
            mean.set(centre, c);
            inverse.set(scale, c);
            for (long i = c; i < x.elementCount(); i += x.dim(3)) {
                y.setFlat(i, (x.getFlat(i) - centre) * scale * weight.get(c) + bias.get(c));
            }
        }
    }

    private double batchMean(int c) {
        double sum = 0;
        for (long i = c; i < x.elementCount(); i += x.dim(3)) {
            sum += x.getFlat(i);
        }
        return sum / positions();
    }

    private double batchVariance(int c, double centre) {
        double sum = 0;
        for (long i = c; i < x.elementCount(); i += x.dim(3)) {
            sum += (x.getFlat(i) - centre) * (x.getFlat(i) - centre);
        }
        return sum / positions();
    }

    @Override
    public double tolerance(double unitRoundoff) {
        double tolerance = 0;
        for (int output = 0; output < outputs().size(); output++) {
            tolerance = Math.max(tolerance, tolerance(output, unitRoundoff));
        }
        return tolerance;
    }

    /**
     * The mean is a dot product of a column of x and the numbers 1/M; the variance, a sum of M squares, has the relative
     * error 4·√M·u, and (mean error)² besides, its inverse root half of that. Running values that have been overwritten
     * are bounded by the new value and the term that was added.
     */
    @Override
    public double tolerance(int output, double unitRoundoff) {
        int m = positions();
        double columnNorm = x == y ? Math.sqrt(m) : Norms.maxColumnNorm(x);
        double meanError = training ? Norms.dotProductError(m, columnNorm, 1 / Math.sqrt(m), unitRoundoff) : 0;
        double relative = training ? (2 * Math.sqrt(m) + 4) * unitRoundoff : 4 * unitRoundoff;
        double largest = Norms.maxAbs(inverse);
        return switch (output) {
            case MEAN -> meanError + 2 * unitRoundoff * Norms.maxAbs(mean);
            case INVERSE -> largest * (relative + meanError * meanError * largest * largest);
            case 0 -> {
                double gain = Norms.maxAbs(weight);
                double size = Norms.maxAbs(y) + Norms.maxAbs(bias);
                yield largest * gain * (meanError + 4 * unitRoundoff * (Norms.maxAbs(mean) + columnNorm / Math.sqrt(m)))
                        + (relative + meanError * meanError * largest * largest + 8 * unitRoundoff) * 2 * size;
            }
            case 3 -> momentum * meanError + 8 * unitRoundoff * (Norms.maxAbs(runningMean) + Norms.maxAbs(mean));
            default -> {
                double variance = columnNorm * columnNorm / m;
                yield momentum * 2 * (relative * variance + meanError * meanError) * m / Math.max(1, m - 1)
                        + 8 * unitRoundoff * (Norms.maxAbs(runningVariance) + 2 * variance);
            }
        };
    }
}
