// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.tensor.DType;

/** Numbers of ONNX's element types ({@code TensorProto.DataType}). */
final class OnnxType {
    private OnnxType() {}

    static int of(DType dtype) {
        return switch (dtype) {
            case F32 -> 1;
            case U8 -> 2;
            case I32 -> 6;
            case I64 -> 7;
            case F16 -> 10;
            case F64 -> 11;
            case BF16 -> 16;
        };
    }
}
