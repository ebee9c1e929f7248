// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Mark;

/** An event of the GPU's stream, by the GPU's own clock. */
record CudaMark(Gpu gpu, CudaEvent event) implements Mark {
    @Override
    public double secondsSince(Mark earlier) {
        return gpu.seconds(((CudaMark) earlier).event, event);
    }

    @Override
    public void close() {
        gpu.closeEvent(event);
    }
}
