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

/** Integers that the host rewrites and a device reads. */
final class IndexBuffer {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Device device;
    private final Tensor host;
    private final Tensor onDevice;

    /** A buffer of {@code length} zeros; the host's part is freed by the garbage collector. */
    IndexBuffer(Device device, Scope scope, int length) {
        this.device = device;
        host = Scope.ofGarbageCollected().allocate(DType.I32, length);
        onDevice = device.upload(host, scope);
    }

    /** [length], I32, on the device. */
    Tensor tensor() {
        return onDevice;
    }

    /** Replaces the content by the first {@code length} of these values. */
    void write(int[] values) {
        MemorySegment.copy(values, 0, host.segment(), INT, 0, host.dim(0));
        if (onDevice != host) {
            device.copy(host, onDevice);
        }
    }
}
