// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.stream.Stream;

/**
 * What every product of one device needs of cublasLt.
 *
 * @param handle of the library
 * @param matmul the function that multiplies
 */
record LtContext(
        CublasFunctions library,
        MemorySegment handle,
        MethodHandle matmul,
        ProductWorkspace workspace,
        MemorySegment stream) {
    private static final int POINTERS_BEFORE_SIZE = 14;

    static LtContext of(
            CublasFunctions library, MemorySegment handle, StreamHandle stream, ProductWorkspace workspace) {
        MemoryLayout pointer = ValueLayout.ADDRESS;
        MemoryLayout[] parameters = Stream.concat(
                        Stream.generate(() -> pointer).limit(POINTERS_BEFORE_SIZE),
                        Stream.of(ValueLayout.JAVA_LONG, pointer))
                .toArray(MemoryLayout[]::new);
        MethodHandle matmul =
                library.function("cublasLtMatmul", FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
        return new LtContext(library, handle, matmul, workspace, MemorySegment.ofAddress(stream.address()));
    }
}
