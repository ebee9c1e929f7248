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
final class RowMajorBytes {
    /** Bytes handed to the channel at once. */
    private static final long CHUNK = 1 << 22;

    private final Tensor tensor;
    private final MemorySegment source;
    private final WritableByteChannel channel;
    private final MemorySegment buffer;
    private final int elementSize;
    private long filled;

    private RowMajorBytes(Tensor tensor, WritableByteChannel channel, MemorySegment buffer) {
        this.tensor = tensor;
        this.source = tensor.segment();
        this.channel = channel;
        this.buffer = buffer;
        this.elementSize = tensor.dtype().byteSize();
    }

    static void write(Tensor tensor, WritableByteChannel channel) throws IOException {
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
        if (dimension == tensor.rank()) {
            append(position);
            return;
        }
        long step = tensor.stride(dimension);
        for (int i = 0; i < tensor.dim(dimension); i++) {
            gather(dimension + 1, position + i * step);
        }
    }

    private void append(long position) throws IOException {
        if (filled + elementSize > buffer.byteSize()) {
            flush();
        }
        MemorySegment.copy(source, position * elementSize, buffer, filled, elementSize);
        filled += elementSize;
    }

    private void flush() throws IOException {
        writeDense(buffer.asSlice(0, filled), channel);
        filled = 0;
    }
}
