// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * All of memory as one segment, addressed by raw addresses. This gives memory safety up for speed: the ops have checked
 * every shape and stride before a kernel runs, and a kernel touches what they describe.
 *
 * <p>A kernel's inner loop keeps its addresses inside {@link #ADDRESS_BITS} and its steps inside {@link #STEP_BITS}.
 * From the masks the compiler knows that no access can leave the segment, and drops the bounds checks; and since a few
 * steps fit an int, it adds them in the addressing of the load. The masks change no address that exists; a larger step
 * must be kept from the kernels.
 */
final class RawMemory {
    /** Any access to it is in bounds if its address is not negative. */
    static final MemorySegment ALL = all();

    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ORDER);

    /** The bits an address can have. */
    static final long ADDRESS_BITS = (1L << 62) - 1;

    /** The bits of a step between rows that kernels take. */
    static final long STEP_BITS = (1L << 28) - 1;

    private RawMemory() {}

    @SuppressWarnings("restricted")
    private static MemorySegment all() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /**
     * The address of a tensor's first element.
     *
     * @throws IllegalArgumentException if the tensor is not in host memory outside the Java heap
     * @throws IllegalStateException if its memory has been freed
     */
    static long address(Tensor tensor) {
        MemorySegment segment = tensor.segment();
        if (!tensor.isHost() || !segment.isNative()) {
            throw new IllegalArgumentException("the CPU device needs host memory outside the heap: " + tensor);
        }
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("the memory of this tensor has been freed: " + tensor);
        }
        return segment.address();
    }

    /** Fails if a tensor that an op is about to write is read-only, as mapped files are. */
    static void requireWritable(Tensor tensor) {
        if (tensor.segment().isReadOnly()) {
            throw new IllegalArgumentException("the output is read-only: " + tensor);
        }
    }

    static float get(long address) {
        return ALL.get(FLOAT, address & ADDRESS_BITS);
    }

    static void put(long address, float value) {
        ALL.set(FLOAT, address & ADDRESS_BITS, value);
    }

    static void putInt(long address, int value) {
        ALL.set(INT, address & ADDRESS_BITS, value);
    }

    static short getShort(long address) {
        return ALL.get(SHORT, address & ADDRESS_BITS);
    }

    static void putShort(long address, short value) {
        ALL.set(SHORT, address & ADDRESS_BITS, value);
    }

    static double getDouble(long address) {
        return ALL.get(DOUBLE, address & ADDRESS_BITS);
    }

    static void putDouble(long address, double value) {
        ALL.set(DOUBLE, address & ADDRESS_BITS, value);
    }

    /** Copies bytes; the places may overlap. */
    static void copyBytes(long source, long target, long count) {
        MemorySegment.copy(ALL, source, ALL, target, count);
    }
}
