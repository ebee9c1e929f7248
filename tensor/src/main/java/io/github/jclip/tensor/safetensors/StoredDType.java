// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.DType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every element type of the format, in the reference library's order: files are laid out from the last type to the
 * first, so that wide elements come first and each tensor starts on a multiple of its element size.
 */
enum StoredDType {
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8, DType.U8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    I16(16),
    U16(16),
    F16(16, DType.F16),
    BF16(16, DType.BF16),
    I32(32, DType.I32),
    U32(32),
    F32(32, DType.F32),
    C64(64),
    F64(64, DType.F64),
    I64(64, DType.I64),
    U64(64);

    private static final Map<String, StoredDType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(StoredDType::name, Function.identity()));

    private final int bits;
    private final Optional<DType> dtype;

    StoredDType(int bits) {
        this.bits = bits;
        this.dtype = Optional.empty();
    }

    StoredDType(int bits, DType dtype) {
        this.bits = bits;
        this.dtype = Optional.of(dtype);
    }

    static Optional<StoredDType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static StoredDType of(DType dtype) {
        return BY_NAME.get(dtype.name());
    }

    int bits() {
        return bits;
    }

    /** The tensor type with the same meaning; empty if jclip does not compute with such elements. */
    Optional<DType> dtype() {
        return dtype;
    }
}
