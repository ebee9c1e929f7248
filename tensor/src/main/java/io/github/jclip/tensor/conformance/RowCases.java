// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ArgMax;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Softmax;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Cases of the ops that work on rows: normalisations, softmax and the loss. */
final class RowCases {
    private static final int[][] SIZES = {
        {1, 1}, {3, 1}, {1, 17}, {3, 3}, {5, 65}, {2, 129}, {17, 512}, {65, 100}, {4, 1000}
    };

    private final CaseList cases;

    private RowCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        RowCases declaration = new RowCases(cases);
        declaration.layerNorm();
        declaration.softmax();
        declaration.l2Normalize();
        declaration.crossEntropy();
        declaration.argMax();
    }

    private void layerNorm() {
        for (int[] size : new int[][] {{1, 1}, {3, 17}, {1, 65}, {50, 64}, {7, 129}, {5, 768}, {3, 1024}}) {
            cases.add(LayerNorm.class, "%d×%d".formatted(size[0], size[1]), operands -> {
                Tensor x = operands.input(2, size);
                Tensor weight = operands.denseInput(1, size[1]);
                Tensor bias = operands.denseInput(1, size[1]);
                return new LayerNorm(x, weight, bias, 1e-5, operands.output(size));
            });
        }
        cases.add(LayerNorm.class, "2×3×96 in place", operands -> {
            Tensor x = operands.input(2, 2, 3, 96);
            Tensor weight = operands.denseInput(1, 96);
            return new LayerNorm(x, weight, operands.denseInput(1, 96), 1e-5, operands.inPlace(x));
        });
        layerNormOf("far from zero", i -> 1000 + Math.sin(i));
        layerNormOf("constant", _ -> 0.3);
    }

    private void layerNormOf(String what, IntToDoubleFunction values) {
        double[] elements = IntStream.range(0, 3 * 100).mapToDouble(values).toArray();
        cases.add(LayerNorm.class, "3×100, " + what, operands -> {
            Tensor x = operands.input(operands.dtype(), elements, 3, 100);
            Tensor weight = operands.denseInput(1, 100);
            return new LayerNorm(x, weight, operands.denseInput(1, 100), 1e-5, operands.output(3, 100));
        });
    }

    private void softmax() {
        for (int[] size : SIZES) {
            for (double deviation : new double[] {1, 100, 1000}) {
                cases.add(Softmax.class, "%d×%d, deviation %.0f".formatted(size[0], size[1], deviation), operands -> {
                    Tensor x = operands.input(deviation, size);
                    return new Softmax(x, operands.output(size));
                });
            }
        }
        cases.add(Softmax.class, "5×33 in place", operands -> {
            Tensor x = operands.input(1, 5, 33);
            return new Softmax(x, operands.inPlace(x));
        });
    }

    private void l2Normalize() {
        for (int[] size : SIZES) {
            String parameters = "%d×%d".formatted(size[0], size[1]);
            cases.add(L2Normalize.class, parameters, operands -> {
                Tensor x = operands.input(3, size);
                return new L2Normalize(x, operands.output(size));
            });
            cases.add(L2NormalizeBackward.class, parameters, operands -> {
                Tensor x = operands.input(3, size);
                return new L2NormalizeBackward(x, operands.input(1, size), operands.output(size));
            });
        }
        cases.add(L2Normalize.class, "5×33 in place", operands -> {
            Tensor x = operands.input(1, 5, 33);
            return new L2Normalize(x, operands.inPlace(x));
        });
        cases.add(L2Normalize.class, "2×9, rows of zeros", operands -> {
            Tensor x = operands.input(0, 2, 9);
            return new L2Normalize(x, operands.output(2, 9));
        });
    }

    private void crossEntropy() {
        for (int[] size : SIZES) {
            for (double deviation : new double[] {1, 1000}) {
                for (DType labels : new DType[] {DType.I32, DType.I64}) {
                    crossEntropy(size, deviation, labels);
                }
            }
        }
        cases.add(CrossEntropyBackward.class, "7×33 in place", operands -> {
            Tensor logits = operands.input(5, 7, 33);
            Tensor labels = operands.indices(DType.I64, 33, 7);
            return new CrossEntropyBackward(logits, labels, 1.0 / 7, operands.inPlace(logits));
        });
    }

    private void crossEntropy(int[] size, double deviation, DType type) {
        String parameters = "%d×%d, deviation %.0f, labels %s".formatted(size[0], size[1], deviation, type);
        cases.add(CrossEntropy.class, parameters, operands -> {
            Tensor logits = operands.input(deviation, size);
            Tensor labels = operands.indices(type, size[1], size[0]);
            return new CrossEntropy(logits, labels, operands.denseOutput(size[0]));
        });
        cases.add(CrossEntropyBackward.class, parameters, operands -> {
            Tensor logits = operands.input(deviation, size);
            Tensor labels = operands.indices(type, size[1], size[0]);
            return new CrossEntropyBackward(logits, labels, 1.0 / size[0], operands.output(size));
        });
    }

    private void argMax() {
        for (int[] size : SIZES) {
            cases.add(ArgMax.class, "%d×%d".formatted(size[0], size[1]), operands -> {
                Tensor x = operands.input(1, size);
                return new ArgMax(x, operands.exactOutput(DType.I32, size[0]));
            });
        }
        for (int first : new int[] {0, 15, 64, 69}) {
            cases.add(ArgMax.class, "2×70, the maximum at %d and again later".formatted(first), operands -> {
                double[] values = IntStream.range(0, 140)
                        .mapToDouble(i -> i % 70 < first ? -1.5 : (i % 70 - first) % 3 == 0 ? -1 : -2)
                        .toArray();
                return new ArgMax(operands.input(operands.dtype(), values, 2, 70), operands.exactOutput(DType.I32, 2));
            });
        }
    }
}
