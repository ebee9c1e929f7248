// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

/** Element type of a {@link Tensor}. Values are stored little-endian, as in safetensors. */
public enum DType {
    /** IEEE 754 binary32: the type that devices compute in unless told otherwise. */
    F32(4, 0x1p-24),
    /** IEEE 754 binary16. */
    F16(2, 0x1p-11),
    /** bfloat16: the upper half of a binary32. */
    BF16(2, 0x1p-8),
    /** IEEE 754 binary64: for references and checks. */
    F64(8, 0x1p-53),
    /** Signed 32-bit integer. */
    I32(4, 0),
    /** Signed 64-bit integer. */
    I64(8, 0),
    /** Unsigned 8-bit integer. */
    U8(1, 0);

    private final int byteSize;
    private final double unitRoundoff;

    DType(int byteSize, double unitRoundoff) {
        this.byteSize = byteSize;
        this.unitRoundoff = unitRoundoff;
    }

    /** Bytes of one element. */
    public int byteSize() {
        return byteSize;
    }

    /** Largest relative error of rounding a real number to this type; 0 for integers. */
    public double unitRoundoff() {
        return unitRoundoff;
    }

    public boolean isFloating() {
        return unitRoundoff > 0;
    }
}
