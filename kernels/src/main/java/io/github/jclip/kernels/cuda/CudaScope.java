// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Memory of a GPU. Its tensors know whether the scope is still open, so that a use after the end is an error. */
final class CudaScope implements Scope {
    private final Gpu gpu;
    private final DeviceAllocator memory;
    private final Arena lifetime = Arena.ofShared();
    private final List<Long> addresses = new ArrayList<>();
    private boolean open = true;

    CudaScope(Gpu gpu, DeviceAllocator memory) {
        this.gpu = gpu;
        this.memory = memory;
    }

    @Override
    public Tensor allocate(DType dtype, Shape shape) {
        synchronized (gpu) {
            Tensor tensor = allocateUninitialised(dtype, shape.toArray());
            gpu.zero(DeviceMemory.address(tensor), tensor.byteSize());
            return tensor;
        }
    }

    /** A dense, row-major tensor with what its memory held before: a workspace that is written before it is read. */
    Tensor allocateUninitialised(DType dtype, int... dims) {
        Shape shape = Shape.of(dims);
        long bytes = Math.multiplyExact(shape.elementCount(), dtype.byteSize());
        synchronized (gpu) {
            long address = allocateBytes(Math.max(bytes, 1));
            return Tensor.ofDevice(dtype, shape, segment(address, bytes));
        }
    }

    /** Memory that is not initialised. */
    long allocateBytes(long bytes) {
        synchronized (gpu) {
            if (!open) {
                throw new IllegalStateException("the scope has been closed");
            }
            long address = memory.allocate(bytes);
            addresses.add(address);
            return address;
        }
    }

    @SuppressWarnings("restricted")
    private MemorySegment segment(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, lifetime, null);
    }

    /** Gives everything back in the order of the stream, so that ops under way may finish with it. */
    @Override
    public void close() {
        synchronized (gpu) {
            if (!open) {
                return;
            }
            open = false;
            lifetime.close();
            gpu.forget(this);
            freeAll();
        }
    }

    private void freeAll() {
        CudaException fault = null;
        for (long address : addresses) {
            try {
                memory.free(address);
            } catch (CudaException e) {
                fault = e;
            }
        }
        if (fault != null) {
            throw fault;
        }
    }
}
