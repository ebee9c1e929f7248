// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;

/** What kernels call the types of tensors. */
final class ElementType {
    private ElementType() {}

    /** The ending of kernels for elements of a type: {@code f32}. */
    static String suffix(DType dtype) {
        return switch (dtype) {
            case F32 -> "f32";
            case F16 -> "f16";
            case BF16 -> "bf16";
            case F64 -> "f64";
            case I32 -> "i32";
            case I64 -> "i64";
            case U8 -> throw new IllegalArgumentException("no kernel works on bytes");
        };
    }

    /** Whether kernels compute with elements of this type. */
    static boolean isComputed(DType dtype) {
        return dtype == DType.F32 || dtype == DType.F16 || dtype == DType.BF16;
    }
}
