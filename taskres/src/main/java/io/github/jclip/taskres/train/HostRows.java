// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rows of a contiguous F32 or F64 matrix for work that no op does: the matrix itself where the device shares host
 * memory, else a copy that is fetched and sent.
 */
final class HostRows {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Tensor tensor;
    private final Tensor host;
    private final MemorySegment memory;
    private final float[] singles;

    HostRows(Tensor tensor) {
        this.tensor = tensor;
        host = tensor.isHost() ? tensor : Scope.ofGarbageCollected().allocate(tensor.dtype(), tensor.shape());
        memory = host.segment();
        singles = new float[host.dim(1)];
    }

    int count() {
        return host.dim(0);
    }

    int length() {
        return host.dim(1);
    }

    void fetch(Device device) {
        if (host != tensor) {
            device.copy(tensor, host);
        }
        device.synchronize();
    }

    void send(Device device) {
        if (host != tensor) {
            device.copy(host, tensor);
        }
    }

    void read(int row, double[] values) {
        int length = length();
        long first = (long) row * length;
        switch (host.dtype()) {
            case F32 -> {
                MemorySegment.copy(memory, FLOAT, first * Float.BYTES, singles, 0, length);
                for (int i = 0; i < length; i++) {
                    values[i] = singles[i];
                }
            }
            case F64 -> MemorySegment.copy(memory, DOUBLE, first * Double.BYTES, values, 0, length);
            case F16, BF16, I32, I64, U8 -> throw new IllegalStateException("no device computes in " + host);
        }
    }

    void write(int row, double[] values) {
        int length = length();
        long first = (long) row * length;
        switch (host.dtype()) {
            case F32 -> {
                for (int i = 0; i < length; i++) {
                    singles[i] = (float) values[i];
                }
                MemorySegment.copy(singles, 0, memory, FLOAT, first * Float.BYTES, length);
            }
            case F64 -> MemorySegment.copy(values, 0, memory, DOUBLE, first * Double.BYTES, length);
            case F16, BF16, I32, I64, U8 -> throw new IllegalStateException("no device computes in " + host);
        }
    }
}
