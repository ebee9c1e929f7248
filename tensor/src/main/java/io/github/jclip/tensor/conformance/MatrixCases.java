// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.Linear;

/** Cases of the ops that multiply matrices. */
final class MatrixCases {
    private final CaseList cases;

    private MatrixCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        MatrixCases declaration = new MatrixCases(cases);
        declaration.linear();
        declaration.gemm();
        declaration.convolution();
    }

    // ---- Linear ----

    private void linear() {
        int[][] sizes = {{1, 1, 1}, {3, 17, 5}, {50, 96, 64}, {65, 33, 129}, {7, 768, 65}, {197, 64, 48}};
        for (int[] mkn : sizes) {
            for (Activation activation : Activation.values()) {
                linear(mkn, DType.F32, activation);
            }
        }
        linear(new int[] {1, 512, 300}, DType.F32, Activation.NONE);
        for (DType weights : new DType[] {DType.F16, DType.BF16}) {
            linear(new int[] {17, 65, 129}, weights, Activation.NONE);
        }
        cases.add(Linear.class, "33×64×96 and a bias", operands -> {
            Tensor x = operands.input(1, 33, 64);
            PackedMatrix w = operands.weight(DType.F32, 0.2, 96, 64);
            return new Linear(x, w, Epilogue.bias(operands.denseInput(1, 96)), operands.output(33, 96));
        });
        cases.add(Linear.class, "2×25 tokens, residual in place", operands -> {
            Tensor x = operands.input(1, 2, 25, 65);
            PackedMatrix w = operands.weight(DType.F32, 0.1, 48, 65);
            Tensor residual = operands.input(1, 2, 25, 48);
            Epilogue epilogue = Epilogue.bias(operands.denseInput(1, 48)).withResidual(residual);
            return new Linear(x, w, epilogue, operands.inPlace(residual));
        });
        cases.add(Linear.class, "9×33×17, residual and RELU, no bias", operands -> {
            Tensor x = operands.input(1, 9, 33);
            PackedMatrix w = operands.weight(DType.F32, 0.2, 17, 33);
            Epilogue epilogue =
                    Epilogue.NONE.withResidual(operands.input(1, 9, 17)).withActivation(Activation.RELU);
            return new Linear(x, w, epilogue, operands.output(9, 17));
        });
    }

    private void linear(int[] mkn, DType weights, Activation activation) {
        String parameters = "%d×%d×%d %s weights %s".formatted(mkn[0], mkn[1], mkn[2], weights, activation);
        cases.add(Linear.class, parameters, operands -> {
            Tensor x = operands.input(1, mkn[0], mkn[1]);
            PackedMatrix w = operands.weight(weights, 2 / Math.sqrt(mkn[1]), mkn[2], mkn[1]);
            Epilogue epilogue = Epilogue.NONE.withActivation(activation);
            if (activation != Activation.NONE) {
                epilogue = epilogue.withBias(operands.denseInput(1, mkn[2]));
            }
            return new Linear(x, w, epilogue, operands.output(mkn[0], mkn[2]));
        });
    }

    // ---- Gemm ----

    private void gemm() {
        int[][] sizes = {{1, 1, 1}, {3, 1, 17}, {17, 65, 33}, {64, 64, 64}, {129, 50, 65}, {1, 300, 19}, {100, 257, 1}};
        for (int[] mkn : sizes) {
            for (int transposed = 0; transposed < 4; transposed++) {
                gemm(mkn, (transposed & 1) != 0, (transposed & 2) != 0);
            }
        }
        // As large as the gradient of class weights: operands are transposed in vectors, with rows and columns left
        // over.
        for (int[] mkn : new int[][] {{131, 277, 257}, {16, 800, 101}, {1000, 37, 64}}) {
            gemm(mkn, true, false);
            gemm(mkn, false, true);
            gemm(mkn, true, true);
        }
        cases.add(Gemm.class, "67×901×1, C ← 0.5·A·B − 2·C", operands -> {
            Tensor a = operands.input(1, 67, 901);
            Tensor b = operands.input(1, 1, 901).transpose(0, 1);
            return new Gemm(0.5, a, b, -2, operands.input(1, 67, 1));
        });
        cases.add(Gemm.class, "batch of 3, 17×33×9, C ← 0.5·A·B − 2·C", operands -> {
            Tensor a = operands.input(1, 3, 17, 33);
            Tensor b = operands.input(1, 3, 33, 9);
            return new Gemm(0.5, a, b, -2, operands.input(1, 3, 17, 9));
        });
        cases.add(Gemm.class, "batch of 2, 50×64×50, B transposed", operands -> {
            Tensor a = operands.input(1, 2, 50, 64);
            Tensor b = operands.input(1, 2, 50, 64).transpose(1, 2);
            return new Gemm(0.125, a, b, 0, operands.output(2, 50, 50));
        });
        cases.add(Gemm.class, "5×7×11, C ← A·B + C", operands -> {
            Tensor a = operands.input(1, 5, 7);
            return new Gemm(1, a, operands.input(1, 7, 11), 1, operands.input(1, 5, 11));
        });
    }

    private void gemm(int[] mkn, boolean transposeA, boolean transposeB) {
        String parameters = "%d×%d×%d%s%s"
                .formatted(
                        mkn[0], mkn[1], mkn[2], transposeA ? ", A transposed" : "", transposeB ? ", B transposed" : "");
        cases.add(Gemm.class, parameters, operands -> {
            Tensor a = matrix(operands, transposeA, mkn[0], mkn[1]);
            Tensor b = matrix(operands, transposeB, mkn[1], mkn[2]);
            return Gemm.of(a, b, operands.output(mkn[0], mkn[2]));
        });
    }

    private static Tensor matrix(OperandFactory operands, boolean transposed, int rows, int columns) {
        return transposed ? operands.input(1, columns, rows).transpose(0, 1) : operands.input(1, rows, columns);
    }

    // ---- Convolution ----

    private void convolution() {
        convolution(new int[] {1, 1, 1, 1, 1}, 1, 1, 0);
        convolution(new int[] {2, 7, 5, 3, 17}, 3, 1, 1);
        convolution(new int[] {1, 9, 9, 3, 16}, 3, 2, 1);
        convolution(new int[] {1, 8, 8, 33, 65}, 1, 1, 0);
        convolution(new int[] {3, 6, 6, 16, 24}, 3, 1, 1);
        convolution(new int[] {1, 4, 3, 5, 9}, 5, 2, 3);
        convolution(new int[] {2, 7, 7, 40, 33}, 3, 1, 1);
        convolution(new int[] {1, 14, 13, 32, 64}, 3, 1, 1);
        convolution(new int[] {3, 5, 9, 19, 21}, 3, 1, 0);
        convolution(new int[] {1, 2, 3, 16, 50}, 3, 1, 2);
        convolution(new int[] {1, 3, 5, 513, 515}, 3, 1, 1);
        patches(2, 32, 16);
        patches(1, 28, 14);
        for (DType weights : new DType[] {DType.F16, DType.BF16}) {
            cases.add(Convolution.class, "3×3, %s weights".formatted(weights), operands -> {
                Tensor x = operands.input(1, 1, 5, 6, 7);
                PackedMatrix w = operands.windowWeight(weights, 0.1, 17, 7, 3, 1);
                return new Convolution(x, w, 3, 1, 1, Epilogue.NONE, operands.output(1, 5, 6, 17));
            });
        }
    }

    private void convolution(int[] bhwcn, int kernel, int stride, int padding) {
        int height = Convolution.outputSize(bhwcn[1], kernel, stride, padding);
        int width = Convolution.outputSize(bhwcn[2], kernel, stride, padding);
        String parameters = "%d×%d×%d×%d to %d, kernel %d, stride %d, padding %d"
                .formatted(bhwcn[0], bhwcn[1], bhwcn[2], bhwcn[3], bhwcn[4], kernel, stride, padding);
        cases.add(Convolution.class, parameters, operands -> {
            Tensor x = operands.input(1, bhwcn[0], bhwcn[1], bhwcn[2], bhwcn[3]);
            PackedMatrix w = operands.windowWeight(DType.F32, 0.2, bhwcn[4], bhwcn[3], kernel, stride);
            Epilogue epilogue = Epilogue.bias(operands.denseInput(1, bhwcn[4]))
                    .withResidual(operands.input(1, bhwcn[0], height, width, bhwcn[4]))
                    .withActivation(Activation.RELU);
            Tensor y = operands.output(bhwcn[0], height, width, bhwcn[4]);
            return new Convolution(x, w, kernel, stride, padding, epilogue, y);
        });
    }

    /** The patch embedding: a channels-first image, windows side by side. */
    private void patches(int batch, int size, int patch) {
        String parameters = "%d channels-first images of %d×%d, patches of %d".formatted(batch, size, size, patch);
        cases.add(Convolution.class, parameters, operands -> {
            Tensor x = operands.input(1, batch, 3, size, size).permute(0, 2, 3, 1);
            PackedMatrix w = operands.windowWeight(DType.F32, 0.05, 33, 3, patch, patch);
            Tensor y = operands.output(batch, size / patch, size / patch, 33);
            return new Convolution(x, w, patch, patch, 0, Epilogue.NONE, y);
        });
    }
}
