// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.EmbeddingLookup;
import io.github.jclip.tensor.op.GatherTokens;
import java.util.Arrays;

/** Cases of the ops that work on elements, and of those that fetch rows. */
final class ElementCases {
    private final CaseList cases;

    private ElementCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        ElementCases declaration = new ElementCases(cases);
        declaration.activate();
        declaration.add();
        declaration.addScaled();
        declaration.averagePool();
        declaration.embeddingLookup();
        declaration.gatherTokens();
    }

    private void activate() {
        for (Activation activation : Activation.values()) {
            for (int[] size : new int[][] {{1}, {3}, {17}, {65, 3}, {2, 5, 129}, {40000}}) {
                for (double deviation : new double[] {1, 8, 300}) {
                    String parameters =
                            "%s of %s, deviation %.0f".formatted(activation, Arrays.toString(size), deviation);
                    cases.add(Activate.class, parameters, operands -> {
                        Tensor x = operands.denseInput(deviation, size);
                        return new Activate(x, activation, operands.denseOutput(size));
                    });
                }
            }
            cases.add(Activate.class, activation + " in place", operands -> {
                Tensor x = operands.denseInput(3, 3, 33);
                return new Activate(x, activation, operands.inPlace(x));
            });
        }
    }

    private void add() {
        for (int[] size : new int[][] {{1}, {17}, {3, 65}, {2, 5, 129}, {3, 50, 64}}) {
            cases.add(Add.class, Arrays.toString(size), operands -> {
                Tensor a = operands.input(1, size);
                return new Add(a, operands.input(1, size), operands.output(size));
            });
        }
        cases.add(Add.class, "2×5×33 in place", operands -> {
            Tensor a = operands.input(1, 2, 5, 33);
            return new Add(a, operands.input(1, 2, 5, 33), operands.inPlace(a));
        });
        cases.add(Add.class, "positions 5×33 to a batch of 3", operands -> {
            Tensor a = operands.input(1, 3, 5, 33);
            Tensor b = operands.input(1, 5, 33).expand(3, 5, 33);
            return new Add(a, b, operands.output(3, 5, 33));
        });
        cases.add(Add.class, "a class token to a slice", operands -> {
            Tensor token = operands.input(1, 17).expand(3, 1, 17);
            Tensor position = operands.input(1, 1, 17).expand(3, 1, 17);
            return new Add(token, position, operands.output(3, 6, 17).slice(1, 0, 1));
        });
    }

    private void addScaled() {
        for (int[] size : new int[][] {{1}, {17}, {3, 65}, {2, 5, 129}, {20003}}) {
            cases.add(AddScaled.class, Arrays.toString(size), operands -> {
                Tensor a = operands.denseInput(1, size);
                return new AddScaled(a, -0.7, operands.denseInput(3, size), operands.denseOutput(size));
            });
        }
        cases.add(AddScaled.class, "5×33 over a", operands -> {
            Tensor a = operands.denseInput(1, 5, 33);
            return new AddScaled(a, 2, operands.denseInput(1, 5, 33), operands.inPlace(a));
        });
        cases.add(AddScaled.class, "5×33 over b", operands -> {
            Tensor b = operands.denseInput(1, 5, 33);
            return new AddScaled(operands.denseInput(1, 5, 33), 2, b, operands.inPlace(b));
        });
    }

    private void averagePool() {
        int[][] sizes = {{1, 1, 1, 1, 1}, {2, 4, 4, 17, 2}, {1, 7, 5, 65, 2}, {3, 7, 7, 33, 7}, {1, 6, 9, 3, 3}};
        for (int[] size : sizes) {
            int kernel = size[4];
            String parameters = "%d×%d×%d×%d, kernel %d".formatted(size[0], size[1], size[2], size[3], kernel);
            cases.add(AveragePool.class, parameters, operands -> {
                Tensor x = operands.input(1, size[0], size[1], size[2], size[3]);
                Tensor y = operands.output(size[0], size[1] / kernel, size[2] / kernel, size[3]);
                return new AveragePool(x, kernel, y);
            });
        }
    }

    private void embeddingLookup() {
        for (DType table : new DType[] {DType.F32, DType.F16, DType.BF16}) {
            for (int width : new int[] {1, 17, 64, 129}) {
                cases.add(EmbeddingLookup.class, "3×77×%d from %s".formatted(width, table), operands -> {
                    Tensor ids = operands.indices(DType.I32, 99, 3, 77);
                    Tensor rows = operands.denseInput(table, 1, 99, width);
                    Tensor positions = operands.denseInput(1, 77, width);
                    return new EmbeddingLookup(ids, rows, positions, operands.denseOutput(3, 77, width));
                });
            }
        }
        cases.add(EmbeddingLookup.class, "1×1×3, one row, ids I64", operands -> {
            Tensor ids = operands.indices(DType.I64, 1, 1, 1);
            Tensor table = operands.denseInput(1, 1, 3);
            return new EmbeddingLookup(ids, table, operands.denseInput(1, 1, 3), operands.denseOutput(1, 1, 3));
        });
    }

    private void gatherTokens() {
        for (int[] size : new int[][] {{1, 1, 1}, {3, 77, 64}, {2, 5, 129}}) {
            for (DType index : new DType[] {DType.I32, DType.I64}) {
                String parameters = "%d×%d×%d, index %s".formatted(size[0], size[1], size[2], index);
                cases.add(GatherTokens.class, parameters, operands -> {
                    Tensor x = operands.input(1, size);
                    Tensor tokens = operands.indices(index, size[1], size[0]);
                    return new GatherTokens(x, tokens, operands.output(size[0], size[2]));
                });
            }
        }
    }
}
