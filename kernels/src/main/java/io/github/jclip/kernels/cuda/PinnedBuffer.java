// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** Host memory that the GPU copies from and to by itself, and what it last did with it. */
final class PinnedBuffer {
    private final Pointer pointer = new Pointer();
    private final MemorySegment memory;
    private final CudaEvent travelled;

    /**
     * A buffer.
     *
     * @param bytes of it; a Java buffer, by which JCuda gives the memory, holds less than 2 GiB
     * @throws CudaException if the driver refuses; nothing is left behind then
     */
    PinnedBuffer(int bytes) {
        Driver.check(JCudaDriver.cuMemHostAlloc(pointer, bytes, 0), "cuMemHostAlloc of %,d bytes".formatted(bytes));
        try {
            ByteBuffer buffer = pointer.getByteBuffer(0, bytes);
            memory = MemorySegment.ofBuffer(buffer);
            travelled = CudaEvent.ofOrder();
        } catch (CudaException e) {
            JCudaDriver.cuMemFreeHost(pointer);
            throw e;
        }
    }

    /** The bytes; after {@link #await} they are the host's. */
    MemorySegment memory() {
        return memory;
    }

    /** Sends the first bytes in the order of a stream. */
    void toDevice(long device, long bytes, CUstream stream) {
        Driver.check(
                JCudaDriver.cuMemcpyHtoDAsync(DevicePointer.to(device), pointer, bytes, stream), "cuMemcpyHtoDAsync");
        travelled.record(stream);
    }

    /** Fills the first bytes in the order of a stream. */
    void toHost(long device, long bytes, CUstream stream, String context) {
        Driver.check(
                JCudaDriver.cuMemcpyDtoHAsync(pointer, DevicePointer.to(device), bytes, stream),
                "cuMemcpyDtoHAsync" + context);
        travelled.record(stream);
    }

    /** Waits for the last copy. */
    void await(String context) {
        travelled.await(context);
    }

    /** Frees it when no copy is under way any more; failures are added to others. */
    void close(List<CudaException> faults) {
        Driver.note(JCudaDriver.cuMemFreeHost(pointer), "cuMemFreeHost", faults);
        travelled.destroy(faults);
    }

    /** So many buffers, or none. */
    static List<PinnedBuffer> several(int count, int bytes) {
        List<PinnedBuffer> buffers = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                buffers.add(new PinnedBuffer(bytes));
            }
        } catch (CudaException e) {
            List<CudaException> faults = new ArrayList<>(List.of(e));
            buffers.forEach(buffer -> buffer.close(faults));
            Driver.throwFirst(faults);
        }
        return buffers;
    }
}
