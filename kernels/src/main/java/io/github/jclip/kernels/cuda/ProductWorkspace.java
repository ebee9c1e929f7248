// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/**
 * Device memory that cuBLAS and cublasLt may write to while they multiply. Without it cuBLAS would allocate its own, which
 * the capture of a graph does not allow. Both run on one stream, one product after the other, and share it.
 */
record ProductWorkspace(long address, long bytes) {
    private static final int HOPPER = 90;

    /** What NVIDIA recommends: 32 MiB from Hopper on, 4 MiB before. */
    static long bytesFor(GpuProperties properties) {
        return properties.architecture() >= HOPPER ? 32L << 20 : 4L << 20;
    }
}
