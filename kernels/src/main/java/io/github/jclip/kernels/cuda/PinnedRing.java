// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import jcuda.driver.CUstream;

/**
 * Pinned buffers in turn, through which pageable memory travels piece by piece: the host fills or empties one while the
 * GPU copies others. From pageable memory the driver would copy as slowly, and wait.
 */
final class PinnedRing {
    private static final int PIECES = 4;
    private static final int PIECE_BYTES = 8 << 20;

    private record Piece(PinnedBuffer buffer, MemorySegment target) {
        void land(String context) {
            buffer.await(context);
            target.copyFrom(buffer.memory().asSlice(0, target.byteSize()));
        }
    }

    private final List<PinnedBuffer> buffers = PinnedBuffer.several(PIECES, PIECE_BYTES);
    private int next;

    /** The buffer that has been on its way longest, when it has arrived. */
    private PinnedBuffer take(String context) {
        PinnedBuffer buffer = buffers.get(next);
        next = (next + 1) % PIECES;
        buffer.await(context);
        return buffer;
    }

    /** Sends memory, which may be changed or freed afterwards, in the order of a stream. */
    void send(MemorySegment host, long device, CUstream stream, String context) {
        for (long at = 0; at < host.byteSize(); at += PIECE_BYTES) {
            long bytes = Math.min(PIECE_BYTES, host.byteSize() - at);
            PinnedBuffer buffer = take(context);
            MemorySegment.copy(host, at, buffer.memory(), 0, bytes);
            buffer.toDevice(device + at, bytes, stream);
        }
    }

    /** Fetches memory in the order of a stream, and waits for it. */
    void fetch(long device, MemorySegment host, CUstream stream, String context) {
        Deque<Piece> underWay = new ArrayDeque<>();
        for (long at = 0; at < host.byteSize(); at += PIECE_BYTES) {
            long bytes = Math.min(PIECE_BYTES, host.byteSize() - at);
            if (underWay.size() == PIECES) {
                underWay.remove().land(context);
            }
            PinnedBuffer buffer = take(context);
            buffer.toHost(device + at, bytes, stream, context);
            underWay.add(new Piece(buffer, host.asSlice(at, bytes)));
        }
        underWay.forEach(piece -> piece.land(context));
    }

    /** Frees the buffers; failures are added to others. */
    void close(List<CudaException> faults) {
        buffers.forEach(buffer -> buffer.close(faults));
    }
}
