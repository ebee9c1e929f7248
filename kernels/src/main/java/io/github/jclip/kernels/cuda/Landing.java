// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Transfer;
import java.lang.foreign.MemorySegment;

/** A copy to the host that lands in pinned memory first. */
final class Landing implements Transfer {
    private final Gpu gpu;
    private final PinnedBuffer buffer;
    private final MemorySegment host;
    private boolean done;

    Landing(Gpu gpu, PinnedBuffer buffer, MemorySegment host) {
        this.gpu = gpu;
        this.buffer = buffer;
        this.host = host;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public void await() {
        if (!done) {
            gpu.land(buffer, host);
            done = true;
        }
    }
}
