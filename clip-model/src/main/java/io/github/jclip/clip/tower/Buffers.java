// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Memory for intermediate results, lent again and again: inside a program, and from one program to the next. */
final class Buffers implements AutoCloseable {
    private final Device device;
    private final Scope scope;
    private final List<Tensor> free = new ArrayList<>();
    private long bytes;

    Buffers(Device device) {
        this.device = device;
        this.scope = device.openScope();
    }

    /** A vector of at least this many elements of the device's compute type, undefined in content. */
    Tensor take(int count) {
        Optional<Tensor> fitting = free.stream()
                .filter(flat -> flat.elementCount() >= count)
                .min(Comparator.comparingLong(Tensor::elementCount));
        fitting.ifPresent(free::remove);
        return fitting.orElseGet(() -> allocate(count));
    }

    private Tensor allocate(int count) {
        Tensor flat = scope.allocate(device.computeType(), count);
        bytes += flat.byteSize();
        return flat;
    }

    /** Bytes of all vectors, lent or not. */
    long byteSize() {
        return bytes;
    }

    /** Takes a vector back. */
    void give(Tensor flat) {
        free.add(flat);
    }

    @Override
    public void close() {
        scope.close();
    }
}
