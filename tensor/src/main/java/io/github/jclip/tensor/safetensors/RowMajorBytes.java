// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes a tensor's elements densely in row-major order, bit for bit, with little memory whatever the strides. */
public final class RowMajorBytes {
    /** Bytes handed to the channel at once. */
    private static final long CHUNK = 1 << 22;

    private final Tensor tensor;
    private final MemorySegment source;
    private final WritableByteChannel channel;
    private final MemorySegment buffer;
    private final int elementSize;

    /** Dimensions outside the densely stored runs. */
    private final int outerRank;

    private final long runBytes;
    private long filled;

    private RowMajorBytes(Tensor tensor, WritableByteChannel channel, MemorySegment buffer) {
        this.tensor = tensor;
        this.source = tensor.segment();
        this.channel = channel;
        this.buffer = buffer;
        this.elementSize = tensor.dtype().byteSize();
        long run = 1;
        int outer = tensor.rank();
        while (outer > 0 && tensor.stride(outer - 1) == run) {
            outer--;
            run *= tensor.dim(outer);
        }
        this.outerRank = outer;
        this.runBytes = run * elementSize;
    }

    /**
     * Writes all elements.
     *
     * @param tensor in host memory, of any strides
     */
    public static void write(Tensor tensor, WritableByteChannel channel) throws IOException {
        if (tensor.elementCount() == 0) {
            return;
        }
        if (tensor.isContiguous()) {
            writeDense(tensor.segment().asSlice(0, tensor.byteSize()), channel);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.min(CHUNK, tensor.byteSize()));
            RowMajorBytes bytes = new RowMajorBytes(tensor, channel, buffer);
            bytes.gather(0, 0);
            bytes.flush();
        }
    }

    private static void writeDense(MemorySegment bytes, WritableByteChannel channel) throws IOException {
        for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
            ByteBuffer chunk =
                    bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer();
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        }
    }

    /** Appends the elements below one index of the outer dimensions. */
    private void gather(int dimension, long position) throws IOException {
        if (dimension == outerRank) {
            append(position * elementSize);
            return;
        }
        long step = tensor.stride(dimension);
        for (int i = 0; i < tensor.dim(dimension); i++) {
            gather(dimension + 1, position + i * step);
        }
    }

    private void append(long start) throws IOException {
        for (long done = 0; done < runBytes; ) {
            if (filled == buffer.byteSize()) {
                flush();
            }
            long part = Math.min(runBytes - done, buffer.byteSize() - filled);
            MemorySegment.copy(source, start + done, buffer, filled, part);
            filled += part;
            done += part;
        }
    }

    private void flush() throws IOException {
        writeDense(buffer.asSlice(0, filled), channel);
        filled = 0;
    }
}
