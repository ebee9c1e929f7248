// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Addresses of tensors that lie on a GPU. */
final class DeviceMemory {
    private DeviceMemory() {}

    /**
     * The address of a tensor's first element.
     *
     * @throws IllegalArgumentException for a host tensor
     * @throws IllegalStateException if its scope has been closed
     */
    static long address(Tensor tensor) {
        if (tensor.isHost()) {
            throw new IllegalArgumentException("%s lies in host memory; upload it first".formatted(tensor));
        }
        MemorySegment segment = tensor.segment();
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("%s is used after its scope was closed".formatted(tensor));
        }
        return segment.address();
    }
}
