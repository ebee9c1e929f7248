// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.features;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The images behind the rows of a features file: their paths in UTF-8, one a line, as a tensor of bytes. The header of a
 * safetensors file, where metadata stands, is too small for a million of them.
 */
public final class SampleFiles {
    /** What the tensor's name adds to that of the set. */
    public static final String SUFFIX = "_files";

    private SampleFiles() {}

    /** Paths as U8 [length]; a path holds no line end. */
    public static Tensor tensor(List<String> paths, Scope scope) {
        byte[] bytes = String.join("\n", paths).getBytes(StandardCharsets.UTF_8);
        Tensor tensor = scope.allocate(DType.U8, bytes.length);
        MemorySegment.copy(bytes, 0, tensor.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        return tensor;
    }

    /** The paths of such a tensor, which lies in host memory. */
    public static List<String> list(Tensor tensor) {
        byte[] bytes = new byte[Math.toIntExact(tensor.byteSize())];
        MemorySegment.copy(tensor.segment(), ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
        return List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1));
    }
}
