// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.LinearBackward;

/** Cases of the gradients of weights. */
final class MatrixBackwardCases {
    private final CaseList cases;

    private MatrixBackwardCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        MatrixBackwardCases declaration = new MatrixBackwardCases(cases);
        declaration.linear();
        declaration.convolution();
    }

    private void linear() {
        int[][] sizes = {
            {1, 1, 1},
            {3, 17, 5},
            {50, 96, 64},
            {65, 33, 129},
            {7, 300, 65},
            {197, 64, 48},
            {2100, 5, 9},
            {2100, 70, 101}
        };
        for (int[] mkn : sizes) {
            String parameters = "%d×%d×%d".formatted(mkn[0], mkn[1], mkn[2]);
            cases.add(LinearBackward.class, parameters, operands -> {
                Tensor x = operands.input(1, mkn[0], mkn[1]);
                Tensor dy = operands.input(1, mkn[0], mkn[2]);
                Tensor dweight = operands.input(1, mkn[2], mkn[1]);
                return new LinearBackward(x, dy, dweight, operands.denseInput(1, mkn[2]));
            });
        }
        cases.add(LinearBackward.class, "2×25×65 to 48, without bias", operands -> {
            Tensor x = operands.input(1, 2, 25, 65);
            Tensor dy = operands.input(1, 2, 25, 48);
            return new LinearBackward(x, dy, operands.input(1, 48, 65), null);
        });
        cases.add(LinearBackward.class, "3×17×33 to 19, the bias alone", operands -> {
            Tensor x = operands.input(1, 3, 17, 33);
            Tensor dy = operands.input(1, 3, 17, 19);
            return new LinearBackward(x, dy, null, operands.denseInput(1, 19));
        });
        cases.add(LinearBackward.class, "some tokens of 3×17×33 to 19", operands -> {
            Tensor x = operands.denseInput(1, 3, 9, 33);
            Tensor dy = operands.input(1, 3, 17, 19).slice(1, 4, 13);
            return new LinearBackward(x, dy, operands.input(1, 19, 33), operands.denseInput(1, 19));
        });
    }

    private void convolution() {
        convolution(new int[] {1, 1, 1, 1, 1}, 1, 1, 0);
        convolution(new int[] {2, 7, 5, 3, 17}, 3, 1, 1);
        convolution(new int[] {1, 9, 9, 3, 16}, 3, 2, 1);
        convolution(new int[] {1, 8, 8, 33, 65}, 1, 1, 0);
        convolution(new int[] {1, 4, 3, 5, 9}, 5, 2, 3);
        convolution(new int[] {2, 7, 7, 40, 33}, 3, 1, 1);
        convolution(new int[] {3, 5, 9, 19, 21}, 3, 1, 0);
        convolution(new int[] {5, 16, 15, 2, 3}, 3, 1, 1);
        patches(2, 32, 16);
        patches(1, 28, 14);
    }

    private void convolution(int[] bhwcn, int kernel, int stride, int padding) {
        int height = Convolution.outputSize(bhwcn[1], kernel, stride, padding);
        int width = Convolution.outputSize(bhwcn[2], kernel, stride, padding);
        String parameters = "%d×%d×%d×%d to %d, kernel %d, stride %d, padding %d"
                .formatted(bhwcn[0], bhwcn[1], bhwcn[2], bhwcn[3], bhwcn[4], kernel, stride, padding);
        cases.add(ConvolutionBackward.class, parameters, operands -> {
            Tensor x = operands.input(1, bhwcn[0], bhwcn[1], bhwcn[2], bhwcn[3]);
            Tensor dy = operands.input(1, bhwcn[0], height, width, bhwcn[4]);
            Tensor dweight = operands.input(1, bhwcn[4], kernel * kernel * bhwcn[3]);
            return new ConvolutionBackward(x, kernel, stride, padding, dy, dweight);
        });
    }

    /** The patch embedding: a channels-first image, the gradient in the tokens behind the class token. */
    private void patches(int batch, int size, int patch) {
        String parameters = "%d channels-first images of %d×%d, patches of %d".formatted(batch, size, size, patch);
        int grid = size / patch;
        cases.add(ConvolutionBackward.class, parameters, operands -> {
            Tensor x = operands.input(1, batch, 3, size, size).permute(0, 2, 3, 1);
            Tensor tokens = operands.input(1, batch, grid * grid + 1, 33);
            Tensor dy = tokens.slice(1, 1, grid * grid + 1).unflatten(1, grid, grid);
            return new ConvolutionBackward(x, patch, patch, 0, dy, operands.input(1, 33, patch * patch * 3));
        });
    }
}
