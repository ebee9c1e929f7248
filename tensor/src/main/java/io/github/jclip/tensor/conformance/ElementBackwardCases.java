// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ActivateBackward;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.AddBackward;
import io.github.jclip.tensor.op.AveragePoolBackward;
import io.github.jclip.tensor.op.Clamp;
import io.github.jclip.tensor.op.ClipByNorm;
import io.github.jclip.tensor.op.EmbeddingLookupBackward;
import io.github.jclip.tensor.op.Fill;
import io.github.jclip.tensor.op.GatherTokensBackward;
import io.github.jclip.tensor.op.SquaredNorm;
import java.util.Arrays;

/** Cases of the gradients of ops on elements and of those that fetch rows, and of what keeps gradients in bounds. */
final class ElementBackwardCases {
    private final CaseList cases;

    private ElementBackwardCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        ElementBackwardCases declaration = new ElementBackwardCases(cases);
        declaration.activate();
        declaration.add();
        declaration.averagePool();
        declaration.embeddingLookup();
        declaration.gatherTokens();
        declaration.bounds();
        declaration.fill();
    }

    private void activate() {
        for (Activation activation : Activation.values()) {
            for (int[] size : new int[][] {{1}, {17}, {65, 3}, {2, 5, 129}, {20003}}) {
                for (double deviation : new double[] {1, 8, 300}) {
                    String parameters =
                            "%s of %s, deviation %.0f".formatted(activation, Arrays.toString(size), deviation);
                    cases.add(ActivateBackward.class, parameters, operands -> {
                        Tensor x = operands.denseInput(deviation, size);
                        Tensor dy = operands.denseInput(1, size);
                        return new ActivateBackward(x, activation, dy, operands.denseOutput(size));
                    });
                }
            }
            cases.add(ActivateBackward.class, activation + " in place", operands -> {
                Tensor x = operands.denseInput(3, 3, 33);
                Tensor dy = operands.denseInput(1, 3, 33);
                return new ActivateBackward(x, activation, dy, operands.inPlace(dy));
            });
        }
    }

    private void add() {
        for (int[] size : new int[][] {{1, 1}, {3, 65}, {300, 129}, {2, 5, 129}, {7, 50, 64}}) {
            cases.add(AddBackward.class, Arrays.toString(size), operands -> {
                Tensor dy = operands.input(1, size);
                return new AddBackward(dy, operands.input(1, Arrays.copyOfRange(size, 1, size.length)));
            });
        }
        cases.add(AddBackward.class, "a class token of 3×6×17", operands -> {
            Tensor dy = operands.input(1, 3, 6, 17).select(1, 0);
            return new AddBackward(dy, operands.denseInput(1, 17));
        });
    }

    private void averagePool() {
        int[][] sizes = {{1, 1, 1, 1, 1}, {2, 4, 4, 17, 2}, {1, 7, 5, 65, 2}, {3, 7, 7, 33, 7}, {1, 6, 9, 3, 3}};
        for (int[] size : sizes) {
            int kernel = size[4];
            String parameters = "%d×%d×%d×%d, kernel %d".formatted(size[0], size[1], size[2], size[3], kernel);
            cases.add(AveragePoolBackward.class, parameters, operands -> {
                Tensor dy = operands.input(1, size[0], size[1] / kernel, size[2] / kernel, size[3]);
                Tensor dx = operands.output(size[0], size[1], size[2], size[3]);
                return new AveragePoolBackward(dy, kernel, dx);
            });
        }
    }

    private void embeddingLookup() {
        for (int width : new int[] {1, 17, 64, 129}) {
            cases.add(EmbeddingLookupBackward.class, "3×77×%d of 99 rows".formatted(width), operands -> {
                Tensor ids = operands.indices(DType.I32, 99, 3, 77);
                Tensor dy = operands.denseInput(1, 3, 77, width);
                Tensor dtable = operands.denseInput(1, 99, width);
                return new EmbeddingLookupBackward(ids, dy, dtable, operands.denseInput(1, 77, width));
            });
        }
        cases.add(EmbeddingLookupBackward.class, "5×9×33 of one row, ids I64, positions frozen", operands -> {
            Tensor ids = operands.indices(DType.I64, 1, 5, 9);
            Tensor dy = operands.denseInput(1, 5, 9, 33);
            return new EmbeddingLookupBackward(ids, dy, operands.denseInput(1, 1, 33), null);
        });
        cases.add(EmbeddingLookupBackward.class, "5×9×33, table frozen", operands -> {
            Tensor ids = operands.indices(DType.I32, 7, 5, 9);
            Tensor dy = operands.denseInput(1, 5, 9, 33);
            return new EmbeddingLookupBackward(ids, dy, null, operands.denseInput(1, 9, 33));
        });
    }

    private void gatherTokens() {
        for (int[] size : new int[][] {{1, 1, 1}, {3, 77, 64}, {2, 5, 129}}) {
            for (DType index : new DType[] {DType.I32, DType.I64}) {
                String parameters = "%d×%d×%d, index %s".formatted(size[0], size[1], size[2], index);
                cases.add(GatherTokensBackward.class, parameters, operands -> {
                    Tensor dy = operands.input(1, size[0], size[2]);
                    Tensor tokens = operands.indices(index, size[1], size[0]);
                    return new GatherTokensBackward(dy, tokens, operands.output(size));
                });
            }
        }
    }

    private void fill() {
        for (int[] size : new int[][] {{1}, {20_003}, {3, 17}, {2, 5, 65}, {2, 3, 4, 33}}) {
            cases.add(Fill.class, Arrays.toString(size), operands -> new Fill(0.3, operands.output(size)));
        }
    }

    private void bounds() {
        for (int size : new int[] {1, 17, 129, 20_003}) {
            cases.add(SquaredNorm.class, "of " + size, operands -> {
                Tensor x = operands.denseInput(2, size);
                return new SquaredNorm(x, operands.denseMagnitudes(sumType(operands.dtype()), 3, 1));
            });
            cases.add(Clamp.class, "of " + size, operands -> {
                Tensor x = operands.denseInput(2, size);
                return new Clamp(x, -0.5, 1.25, operands.denseOutput(size));
            });
            for (double maxNorm : new double[] {0.5, 100}) {
                cases.add(ClipByNorm.class, "of %d to %.1f".formatted(size, maxNorm), operands -> {
                    Tensor gradient = operands.denseInput(2, size);
                    Tensor squaredNorm = operands.input(sumType(operands.dtype()), new double[] {30}, 1);
                    return new ClipByNorm(gradient, squaredNorm, maxNorm);
                });
            }
        }
        cases.add(Clamp.class, "to ln 100 in place", operands -> {
            Tensor x = operands.denseInput(5, 33);
            return new Clamp(x, 0, Math.log(100), operands.inPlace(x));
        });
    }

    private static DType sumType(DType elements) {
        return elements == DType.F64 ? DType.F64 : DType.F32;
    }
}
