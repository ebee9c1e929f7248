// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import jcuda.NativePointerObject;
import jcuda.Pointer;

/** The arguments of one launch in the order of the kernel's parameters, as the bytes that the driver copies. */
final class KernelArguments {
    /** What a kernel can take is 4 KiB; none here takes a tenth. */
    private static final int BYTES = 512;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
    private final Pointer start = Pointer.to(bytes);
    private final List<Pointer> parameters = new ArrayList<>();

    /** A tensor's first element. */
    KernelArguments address(Tensor tensor) {
        return pointer(DeviceMemory.address(tensor));
    }

    /** The first element of an operand, or a null pointer if there is none. */
    KernelArguments addressOrNull(Tensor tensor) {
        return pointer(tensor == null ? MemorySegment.NULL.address() : DeviceMemory.address(tensor));
    }

    private KernelArguments pointer(long address) {
        return number(address);
    }

    /** A {@code long long}. */
    KernelArguments number(long value) {
        begin(Long.BYTES);
        bytes.putLong(value);
        return this;
    }

    /** An {@code int}. */
    KernelArguments number(int value) {
        begin(Integer.BYTES);
        bytes.putInt(value);
        return this;
    }

    /** A {@code float}. */
    KernelArguments number(float value) {
        begin(Float.BYTES);
        bytes.putFloat(value);
        return this;
    }

    /** A structure of nothing but {@code long long}. */
    KernelArguments structure(long... fields) {
        begin(Long.BYTES);
        for (long field : fields) {
            bytes.putLong(field);
        }
        return this;
    }

    /** A structure of nothing but {@code float}, each the nearest to a number. */
    KernelArguments floats(double... fields) {
        begin(Float.BYTES);
        for (double field : fields) {
            bytes.putFloat((float) field);
        }
        return this;
    }

    private void begin(int alignment) {
        bytes.position(Math.ceilDiv(bytes.position(), alignment) * alignment);
        parameters.add(start.withByteOffset(bytes.position()));
    }

    /** The addresses of the arguments. */
    Pointer pointers() {
        return Pointer.to(parameters.toArray(NativePointerObject[]::new));
    }
}
