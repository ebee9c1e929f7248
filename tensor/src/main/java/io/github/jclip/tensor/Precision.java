// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import java.util.Locale;

/** How exactly a device computes: the type of activations and weights, and what products do with it. Sums are in F32. */
public enum Precision {
    /** IEEE 754 binary32 throughout. */
    F32(DType.F32, DType.F32.unitRoundoff()),
    /** F32 in memory; products round their operands to TF32, 8 bits of exponent and 10 of fraction, on tensor cores. */
    TF32(DType.F32, 0x1p-11),
    /** IEEE 754 binary16. */
    F16(DType.F16, DType.F16.unitRoundoff()),
    /** bfloat16. */
    BF16(DType.BF16, DType.BF16.unitRoundoff());

    private final DType dtype;
    private final double productRoundoff;

    Precision(DType dtype, double productRoundoff) {
        this.dtype = dtype;
        this.productRoundoff = productRoundoff;
    }

    /** The precision of one type throughout: F32, F16 or BF16. */
    public static Precision of(DType dtype) {
        return switch (dtype) {
            case F32 -> F32;
            case F16 -> F16;
            case BF16 -> BF16;
            case F64, I32, I64, U8 -> throw new IllegalArgumentException("no device computes in " + dtype);
        };
    }

    /** The type of activations and weights. */
    public DType dtype() {
        return dtype;
    }

    /** Largest relative error of rounding an operand of a product. */
    public double productRoundoff() {
        return productRoundoff;
    }

    /** Whether gradients and moments keep F32's range and fraction, as training needs. */
    public boolean trains() {
        return dtype == DType.F32;
    }

    /** How users write it: {@code f32}, {@code tf32}, {@code f16}, {@code bf16}. */
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
