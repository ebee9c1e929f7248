// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;

/**
 * The rows of a tensor: runs along its innermost, dense dimension, numbered in row-major order.
 *
 * @param count number of rows
 * @param width elements in a row
 * @param base address of row 0
 * @param inner rows before the second dimension from outside steps
 * @param middle rows before the outermost dimension steps
 */
record Rows(int count, int width, long base, int inner, int middle, long innerStep, long middleStep, long outerStep) {

    /** The rows of a tensor of rank 1 to 4. */
    static Rows of(Tensor tensor) {
        int rank = tensor.rank();
        int width = rank == 0 ? 1 : tensor.dim(-1);
        int inner = rank < 2 ? 1 : tensor.dim(-2);
        int middle = rank < 3 ? 1 : tensor.dim(-3);
        int outer = rank < 4 ? 1 : tensor.dim(-4);
        return new Rows(
                Math.toIntExact((long) inner * middle * outer),
                width,
                RawMemory.address(tensor),
                Math.max(inner, 1),
                Math.max(middle, 1),
                rank < 2 ? 0 : step(tensor, -2),
                rank < 3 ? 0 : step(tensor, -3),
                rank < 4 ? 0 : step(tensor, -4));
    }

    private static long step(Tensor tensor, int dimension) {
        return tensor.stride(dimension) * tensor.dtype().byteSize();
    }

    /** Address of a row. */
    long at(int row) {
        int plane = row / inner;
        return base + row % inner * innerStep + plane % middle * middleStep + (long) (plane / middle) * outerStep;
    }

    /** Floats of a row that whole vectors cover: none in the scalar build of a kernel. */
    static int inVectors(int width) {
        return Lanes.SCALAR ? 0 : Lanes.FLOATS.loopBound(width);
    }

    /** The address of element {@code i} after an address of floats. */
    static long plus(long address, int i) {
        return address + i * (long) Float.BYTES;
    }
}
