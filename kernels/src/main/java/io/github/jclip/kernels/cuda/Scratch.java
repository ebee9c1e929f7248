// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/** Memory of a GPU for the time of one op: not cleared, and given back in the order of the stream. */
final class Scratch implements AutoCloseable {
    private final CudaScope scope;
    private final long address;

    private Scratch(CudaScope scope, long bytes) {
        this.scope = scope;
        this.address = scope.allocateBytes(bytes);
    }

    static Scratch floats(Launcher launcher, long count) {
        return new Scratch(launcher.openTemporary(), count * Float.BYTES);
    }

    static Scratch longs(Launcher launcher, long count) {
        return new Scratch(launcher.openTemporary(), count * Long.BYTES);
    }

    long address() {
        return address;
    }

    @Override
    public void close() {
        scope.close();
    }
}
