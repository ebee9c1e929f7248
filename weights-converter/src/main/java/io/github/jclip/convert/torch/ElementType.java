// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.torch;

import io.github.jclip.convert.pickle.PickleValue.Global;
import io.github.jclip.tensor.DType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** PyTorch's element types, by the name of the {@code torch.dtype} and of the storage class. */
enum ElementType {
    FLOAT32("float32", "FloatStorage", 4, DType.F32),
    FLOAT64("float64", "DoubleStorage", 8, DType.F64),
    FLOAT16("float16", "HalfStorage", 2, DType.F16),
    BFLOAT16("bfloat16", "BFloat16Storage", 2, DType.BF16),
    INT64("int64", "LongStorage", 8, DType.I64),
    INT32("int32", "IntStorage", 4, DType.I32),
    INT16("int16", "ShortStorage", 2, null),
    INT8("int8", "CharStorage", 1, null),
    UINT8("uint8", "ByteStorage", 1, DType.U8),
    BOOL("bool", "BoolStorage", 1, null),
    COMPLEX64("complex64", "ComplexFloatStorage", 8, null),
    COMPLEX128("complex128", "ComplexDoubleStorage", 16, null),
    /** Bytes whose meaning stands with each tensor. */
    UNTYPED("untyped", "UntypedStorage", 1, null);

    private static final Map<String, ElementType> BY_DTYPE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(t -> t.dtypeName, Function.identity()));
    private static final Map<String, ElementType> BY_STORAGE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(t -> t.storageName, Function.identity()));

    private final String dtypeName;
    private final String storageName;
    private final int byteSize;
    private final Optional<DType> dtype;

    ElementType(String dtypeName, String storageName, int byteSize, DType dtype) {
        this.dtypeName = dtypeName;
        this.storageName = storageName;
        this.byteSize = byteSize;
        this.dtype = Optional.ofNullable(dtype);
    }

    /** The type of a storage class such as {@code torch.HalfStorage}. */
    static Optional<ElementType> ofStorage(Global type) {
        boolean inTorch = type.module().equals("torch") || type.module().equals("torch.storage");
        return inTorch ? Optional.ofNullable(BY_STORAGE.get(type.name())) : Optional.empty();
    }

    /** The type of a {@code torch.dtype} such as {@code torch.float16}. */
    static Optional<ElementType> ofDType(Global dtype) {
        return dtype.module().equals("torch") ? Optional.ofNullable(BY_DTYPE.get(dtype.name())) : Optional.empty();
    }

    int byteSize() {
        return byteSize;
    }

    /** The tensor type with the same meaning; empty if jclip does not compute with such elements. */
    Optional<DType> dtype() {
        return dtype;
    }

    /** As PyTorch writes it: {@code float16}. */
    @Override
    public String toString() {
        return dtypeName;
    }
}
