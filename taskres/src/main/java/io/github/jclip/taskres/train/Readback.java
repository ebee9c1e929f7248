// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads a small contiguous tensor (F32, F64 or I32) of a device again and again without allocating. */
final class Readback {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Device device;
    private final Tensor source;
    private final Tensor host;
    private final double[] values;
    private final float[] singles;

    Readback(Device device, Tensor source) {
        this.device = device;
        this.source = source;
        host = source.isHost() ? source : Scope.ofGarbageCollected().allocate(source.dtype(), source.shape());
        values = new double[Math.toIntExact(source.elementCount())];
        singles = new float[source.dtype() == DType.F32 ? values.length : 0];
    }

    /** The present values, in row-major order; the array is reused by the next call. */
    double[] read() {
        if (host != source) {
            device.copy(source, host);
        }
        device.synchronize();
        MemorySegment memory = host.segment();
        switch (host.dtype()) {
            case F32 -> {
                // Copied as a whole first: single reads of foreign memory cost as much as the training's products.
                MemorySegment.copy(memory, FLOAT, 0, singles, 0, singles.length);
                for (int i = 0; i < values.length; i++) {
                    values[i] = singles[i];
                }
            }
            case F64 -> MemorySegment.copy(memory, DOUBLE, 0, values, 0, values.length);
            case I32 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = memory.get(INT, (long) i * Integer.BYTES);
                }
            }
            case F16, BF16, I64, U8 -> throw new IllegalStateException("not read back: " + host);
        }
        return values;
    }
}
