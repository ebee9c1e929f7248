// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import java.util.Arrays;

/** The sizes of a tensor's dimensions, outermost first. Immutable; rank 0 is a scalar. */
public final class Shape {
    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /**
     * A shape of these sizes.
     *
     * @throws IllegalArgumentException if a size is negative or the number of elements overflows a long
     */
    public static Shape of(int... dims) {
        long count = 1;
        for (int dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("negative dimension in " + Arrays.toString(dims));
            }
            count = Math.multiplyExact(count, dim);
        }
        return new Shape(dims.clone());
    }

    public int rank() {
        return dims.length;
    }

    /** Size of a dimension; a negative index counts from the innermost (−1 is the last). */
    public int dim(int index) {
        return dims[index < 0 ? index + dims.length : index];
    }

    public int[] toArray() {
        return dims.clone();
    }

    public long elementCount() {
        long count = 1;
        for (int dim : dims) {
            count *= dim;
        }
        return count;
    }

    /** Elements to step in each dimension of a dense row-major tensor. */
    long[] rowMajorStrides() {
        long[] strides = new long[dims.length];
        long step = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(dims[i], 1);
        }
        return strides;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
