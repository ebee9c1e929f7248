// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.ConvolutionBackward;

/**
 * The windows of a convolution over images.
 *
 * @param x [B, H, W, C], any strides
 * @param height windows below each other
 * @param width windows side by side
 */
record Windows(Tensor x, int kernel, int stride, int padding, int height, int width) {
    /** What patches take of the GPU's memory at a time, unless those of one image take more. */
    static final long WORKSPACE = 64L << 20;

    private static final int VECTOR_BYTES = 16;

    /** Rows that a thread of the kernel writes. */
    private static final int ROWS_OF_THREAD = 8;

    static Windows of(Convolution op) {
        return new Windows(
                op.x(),
                op.kernel(),
                op.stride(),
                op.padding(),
                op.y().dim(1),
                op.y().dim(2));
    }

    static Windows of(ConvolutionBackward op) {
        return new Windows(
                op.x(),
                op.kernel(),
                op.stride(),
                op.padding(),
                op.dy().dim(1),
                op.dy().dim(2));
    }

    /** The windows of some of the images. */
    Windows images(int from, int to) {
        return new Windows(x.slice(0, from, to), kernel, stride, padding, height, width);
    }

    /** Whether each window is one pixel, so that the patches are the image. */
    boolean arePixels() {
        return kernel == 1 && stride == 1 && padding == 0;
    }

    /** Images whose patches a workspace of so many bytes holds, but at least one. */
    int imagesAtOnce(int columns, long workspace) {
        long bytes = (long) height * width * columns * x.dtype().byteSize();
        return Math.clamp(workspace / Math.max(bytes, 1), 1, Math.max(x.dim(0), 1));
    }

    /**
     * Writes the windows as rows over (u, v, c).
     *
     * @param patches [B, height, width, columns], dense; columns behind kernel·kernel·C become zero
     */
    void write(Tensor patches, Launcher launcher) {
        int columns = patches.dim(3);
        int unit = isGrouped(columns) ? group() : 1;
        int across = Integer.highestOneBit(Math.clamp(2L * columns / unit - 1, 1, LaunchShape.THREADS));
        KernelArguments arguments =
                arguments(unit, columns).address(patches).number(positions()).number(across);
        String entry = "patches_" + unit * x.dtype().byteSize();
        long blocks = Math.ceilDiv((long) positions() * across, LaunchShape.THREADS * ROWS_OF_THREAD);
        launcher.launch("patches", entry, LaunchShape.blockPerRow(blocks), arguments);
    }

    /** Windows of all images. */
    int positions() {
        return Math.multiplyExact(Math.multiplyExact(x.dim(0), height), width);
    }

    /** Elements that 16 bytes hold. */
    int group() {
        return VECTOR_BYTES / x.dtype().byteSize();
    }

    /** Whether channels lie densely in groups of 16 bytes, and rows of so many columns are made of such groups too. */
    boolean isGrouped(int columns) {
        boolean grouped = x.dim(3) % group() == 0 && columns % group() == 0 && x.stride(3) == 1;
        for (int d = 0; d < 3; d++) {
            grouped &= x.dim(d) == 1 || x.stride(d) % group() == 0;
        }
        return grouped && DeviceMemory.address(x) % VECTOR_BYTES == 0;
    }

    /**
     * What every kernel over windows is given first: the image, its steps, and the sizes.
     *
     * @param unit elements that the kernel counts as one
     * @param columns elements of a row of patches or weights
     */
    KernelArguments arguments(int unit, int columns) {
        return new KernelArguments()
                .address(x)
                .structure(x.stride(0) / unit, x.stride(1) / unit, x.stride(2) / unit, x.stride(3))
                .structure(x.dim(1), x.dim(2), x.dim(3) / unit, height, width, kernel, stride, padding, columns / unit);
    }
}
