// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.tensor.DType;

/** The declaration of a graph's input or output, as a {@code ValueInfoProto}. */
final class ValueInfo {
    private static final int NAME = 1;
    private static final int TYPE = 2;
    private static final int TENSOR_TYPE = 1;
    private static final int ELEMENT_TYPE = 1;
    private static final int SHAPE = 2;
    private static final int DIMENSION = 1;
    private static final int DIMENSION_VALUE = 1;
    private static final int DIMENSION_NAME = 2;

    private ValueInfo() {}

    static Proto of(String name, DType dtype, Object... dims) {
        Proto shape = new Proto();
        for (Object dim : dims) {
            Proto dimension = new Proto();
            shape.message(
                    DIMENSION,
                    dim instanceof Integer size
                            ? dimension.integer(DIMENSION_VALUE, size)
                            : dimension.string(DIMENSION_NAME, dim.toString()));
        }
        Proto tensorType = new Proto().integer(ELEMENT_TYPE, OnnxType.of(dtype)).message(SHAPE, shape);
        return new Proto().string(NAME, name).message(TYPE, new Proto().message(TENSOR_TYPE, tensorType));
    }
}
