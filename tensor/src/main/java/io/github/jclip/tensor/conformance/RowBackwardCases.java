// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.BatchNorm;
import io.github.jclip.tensor.op.BatchNormBackward;
import io.github.jclip.tensor.op.ContrastiveLoss;
import io.github.jclip.tensor.op.ContrastiveLossBackward;
import io.github.jclip.tensor.op.LayerNormBackward;
import io.github.jclip.tensor.op.ScaleByExponential;
import io.github.jclip.tensor.op.ScaleByExponentialBackward;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Cases of the gradients of normalisations, and of what only training needs: batch statistics and the pair loss. */
final class RowBackwardCases {
    private static final double EPSILON = 1e-5;

    private final CaseList cases;

    private RowBackwardCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        RowBackwardCases declaration = new RowBackwardCases(cases);
        declaration.layerNorm();
        declaration.batchNorm();
        declaration.contrastiveLoss();
        declaration.scaleByExponential();
    }

    // ---- LayerNorm ----

    private void layerNorm() {
        for (int[] size : new int[][] {{1, 3}, {3, 17}, {1, 65}, {50, 64}, {7, 129}, {5, 768}, {200, 33}}) {
            String parameters = "%d×%d".formatted(size[0], size[1]);
            cases.add(LayerNormBackward.class, parameters, operands -> {
                Tensor x = operands.input(2, size);
                Tensor weight = operands.denseInput(1, size[1]);
                Tensor dy = operands.input(1, size);
                Tensor dx = operands.output(size);
                Tensor dweight = operands.denseInput(1, size[1]);
                Tensor dbias = operands.denseInput(1, size[1]);
                return new LayerNormBackward(x, weight, EPSILON, dy, null, dx, dweight, dbias);
            });
        }
        cases.add(LayerNormBackward.class, "2×3×96, frozen, the residual in place", operands -> {
            Tensor x = operands.input(2, 2, 3, 96);
            Tensor weight = operands.denseInput(1, 96);
            Tensor dy = operands.input(1, 2, 3, 96);
            Tensor residual = operands.input(1, 2, 3, 96);
            Tensor dx = operands.inPlace(residual);
            return new LayerNormBackward(x, weight, EPSILON, dy, residual, dx, null, null);
        });
        cases.add(LayerNormBackward.class, "4×35 with residual over dy", operands -> {
            Tensor x = operands.input(2, 4, 35);
            Tensor weight = operands.denseInput(1, 35);
            Tensor dy = operands.input(1, 4, 35);
            Tensor residual = operands.input(1, 4, 35);
            Tensor dx = operands.inPlace(dy);
            Tensor dweight = operands.denseInput(1, 35);
            return new LayerNormBackward(x, weight, EPSILON, dy, residual, dx, dweight, operands.denseInput(1, 35));
        });
        layerNormOf("far from zero", i -> 1000 + Math.sin(i));
        layerNormOf("constant", _ -> 0.3);
    }

    private void layerNormOf(String what, IntToDoubleFunction values) {
        double[] elements = IntStream.range(0, 3 * 100).mapToDouble(values).toArray();
        cases.add(LayerNormBackward.class, "3×100, " + what, operands -> {
            Tensor x = operands.input(operands.dtype(), elements, 3, 100);
            Tensor weight = operands.denseInput(1, 100);
            Tensor dy = operands.input(1, 3, 100);
            return new LayerNormBackward(x, weight, EPSILON, dy, null, operands.output(3, 100), null, null);
        });
    }

    // ---- BatchNorm ----

    private void batchNorm() {
        int[][] sizes = {{1, 1, 2, 1}, {2, 3, 5, 17}, {3, 7, 7, 65}, {2, 14, 13, 64}, {5, 1, 1, 129}};
        for (int[] size : sizes) {
            for (boolean training : new boolean[] {true, false}) {
                batchNorm(size, training);
                batchNormBackward(size, training);
            }
        }
        cases.add(BatchNorm.class, "2×3×3×33 in place", operands -> {
            Tensor x = operands.input(1, 2, 3, 3, 33);
            return batchNorm(operands, x, true, operands.inPlace(x));
        });
        cases.add(BatchNormBackward.class, "2×3×3×33, frozen, in place", operands -> {
            Tensor x = operands.input(1, 2, 3, 3, 33);
            Tensor weight = operands.denseInput(1, 33);
            Tensor mean = operands.denseInput(0.1, 33);
            Tensor inverse = operands.denseMagnitudes(1, 33);
            Tensor dy = operands.input(1, 2, 3, 3, 33);
            return new BatchNormBackward(x, weight, mean, inverse, false, dy, operands.inPlace(dy), null, null);
        });
    }

    private void batchNorm(int[] size, boolean training) {
        String parameters = "%d×%d×%d×%d%s".formatted(size[0], size[1], size[2], size[3], mode(training));
        cases.add(BatchNorm.class, parameters, operands -> {
            Tensor x = operands.input(2, size);
            return batchNorm(operands, x, training, operands.output(size));
        });
    }

    private static BatchNorm batchNorm(OperandFactory operands, Tensor x, boolean training, Tensor y) {
        int channels = x.dim(3);
        Tensor weight = operands.denseInput(1, channels);
        Tensor bias = operands.denseInput(1, channels);
        Tensor runningMean = operands.denseInput(1, channels);
        Tensor runningVariance = operands.denseMagnitudes(1, channels);
        Tensor mean = operands.denseOutput(channels);
        Tensor inverse = operands.denseOutput(channels);
        return new BatchNorm(x, weight, bias, runningMean, runningVariance, EPSILON, 0.1, training, mean, inverse, y);
    }

    private void batchNormBackward(int[] size, boolean training) {
        String parameters = "%d×%d×%d×%d%s".formatted(size[0], size[1], size[2], size[3], mode(training));
        cases.add(BatchNormBackward.class, parameters, operands -> {
            Tensor x = operands.input(2, size);
            Tensor weight = operands.denseInput(1, size[3]);
            Tensor mean = operands.denseInput(0.1, size[3]);
            Tensor inverse = operands.denseMagnitudes(1, size[3]);
            Tensor dy = operands.input(1, size);
            Tensor dx = operands.output(size);
            Tensor dweight = operands.denseInput(1, size[3]);
            Tensor dbias = operands.denseInput(1, size[3]);
            return new BatchNormBackward(x, weight, mean, inverse, training, dy, dx, dweight, dbias);
        });
    }

    private static String mode(boolean training) {
        return training ? "" : ", running statistics";
    }

    // ---- the pair loss ----

    private void contrastiveLoss() {
        for (int pairs : new int[] {1, 2, 5, 17, 65, 129}) {
            for (double deviation : new double[] {1, 30, 1000}) {
                String parameters = "of %d pairs, deviation %.0f".formatted(pairs, deviation);
                cases.add(ContrastiveLoss.class, parameters, operands -> {
                    Tensor logits = operands.input(deviation, pairs, pairs);
                    return new ContrastiveLoss(logits, operands.denseOutput(2));
                });
                cases.add(ContrastiveLossBackward.class, parameters, operands -> {
                    Tensor logits = operands.input(deviation, pairs, pairs);
                    return new ContrastiveLossBackward(logits, 1, operands.output(pairs, pairs));
                });
            }
        }
        cases.add(ContrastiveLossBackward.class, "of 33 pairs in place", operands -> {
            Tensor logits = operands.input(3, 33, 33);
            return new ContrastiveLossBackward(logits, 0.25, operands.inPlace(logits));
        });
    }

    private void scaleByExponential() {
        for (int[] size : new int[][] {{1, 1}, {3, 17}, {65, 65}, {2, 1000}}) {
            String parameters = "%d×%d".formatted(size[0], size[1]);
            cases.add(ScaleByExponential.class, parameters, operands -> {
                Tensor x = operands.input(1, size);
                Tensor logScale = operands.input(operands.dtype(), new double[] {Math.log(100)}, 1);
                return new ScaleByExponential(x, logScale, operands.output(size));
            });
            cases.add(ScaleByExponentialBackward.class, parameters, operands -> {
                Tensor y = operands.input(20, size);
                Tensor logScale = operands.input(operands.dtype(), new double[] {Math.log(1 / 0.07)}, 1);
                Tensor dy = operands.input(1, size);
                Tensor dx = operands.output(size);
                return new ScaleByExponentialBackward(y, logScale, dy, dx, operands.denseInput(1, 1));
            });
        }
        cases.add(ScaleByExponentialBackward.class, "5×33 in place, fixed temperature", operands -> {
            Tensor y = operands.input(20, 5, 33);
            Tensor logScale = operands.denseInput(1, 1);
            Tensor dy = operands.input(1, 5, 33);
            return new ScaleByExponentialBackward(y, logScale, dy, operands.inPlace(dy), null);
        });
    }
}
