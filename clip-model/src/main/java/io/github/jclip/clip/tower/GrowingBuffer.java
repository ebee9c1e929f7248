// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/** Memory of a device for tensors of one dimension, one at a time, as large as the largest so far. */
final class GrowingBuffer implements AutoCloseable {
    private final Device device;
    private final DType type;
    private Scope scope;
    private Tensor memory;

    /** A buffer that takes no memory yet. */
    GrowingBuffer(Device device, DType type) {
        this.device = device;
        this.type = type;
    }

    /** A tensor with undefined contents in the memory of the one before. */
    Tensor take(int elements) {
        if (memory == null || memory.dim(0) < elements) {
            close();
            scope = device.openScope();
            memory = scope.allocate(type, elements);
        }
        return memory.slice(0, 0, elements);
    }

    /** Gives the memory back, until something is taken again. */
    @Override
    public void close() {
        if (scope != null) {
            scope.close();
            scope = null;
            memory = null;
        }
    }
}
