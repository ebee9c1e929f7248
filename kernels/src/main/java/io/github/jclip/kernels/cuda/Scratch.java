// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/** Memory of a GPU for the time of one op: not cleared, and given back in the order of the stream. */
final class Scratch implements AutoCloseable {
    private final Gpu gpu;
    private final long address;

    private Scratch(Gpu gpu, long address) {
        this.gpu = gpu;
        this.address = address;
    }

    static Scratch floats(Gpu gpu, long count) {
        return ofBytes(gpu, count * Float.BYTES);
    }

    private static Scratch ofBytes(Gpu gpu, long bytes) {
        return new Scratch(gpu, gpu.allocate(bytes));
    }

    long address() {
        return address;
    }

    @Override
    public void close() {
        gpu.free(address);
    }
}
