// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/** What copies between the host and one GPU need: pinned memory, and a stream beside that of the ops. */
final class Copies {
    private final CUstream stream = new CUstream();
    private final PinnedRing ring;
    private final List<PinnedBuffer> landings = new ArrayList<>();
    private final Deque<PinnedBuffer> freeLandings = new ArrayDeque<>();

    /**
     * Takes the memory and the stream.
     *
     * @throws CudaException if the driver refuses; nothing is left behind then
     */
    Copies() {
        Driver.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
        try {
            ring = new PinnedRing();
        } catch (CudaException e) {
            JCudaDriver.cuStreamDestroy(stream);
            throw e;
        }
    }

    /** The stream of copies that other work does not wait for. */
    CUstream stream() {
        return stream;
    }

    PinnedRing ring() {
        return ring;
    }

    /** A buffer of at least so many bytes, to be given back when the host has read it. */
    PinnedBuffer takeLanding(int bytes) {
        for (PinnedBuffer free : freeLandings) {
            if (free.memory().byteSize() >= bytes) {
                freeLandings.remove(free);
                return free;
            }
        }
        PinnedBuffer created = new PinnedBuffer(bytes);
        landings.add(created);
        return created;
    }

    void giveLanding(PinnedBuffer landing) {
        freeLandings.add(landing);
    }

    /** Waits for all copies of its own stream. */
    void await() {
        Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize of the copies");
    }

    /** Frees everything; failures are added to others. */
    void close(List<CudaException> faults) {
        ring.close(faults);
        landings.forEach(landing -> landing.close(faults));
        Driver.note(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy", faults);
    }
}
