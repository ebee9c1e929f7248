// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Convolution;

/**
 * The windows of a convolution as rows: row (b, i, j) holds x[b, i·s+u−p, j·s+v−p, c] for all (u, v, c), with zeros
 * outside the image. Nothing but the rows of the block at hand is ever stored.
 */
final class Patches implements LeftMatrix {
    private final int kernel;
    private final int stride;
    private final int padding;
    private final int height;
    private final int width;
    private final int channels;
    private final int outputHeight;
    private final int outputWidth;
    private final int rowsOfBatch;
    private final long base;
    private final long imageStep;
    private final long rowStep;
    private final long columnStep;
    private final long channelStep;

    /** The windows of an op, numbered in batches of {@code rowsOfBatch}. */
    Patches(Convolution op, int rowsOfBatch) {
        Tensor x = op.x();
        kernel = op.kernel();
        stride = op.stride();
        padding = op.padding();
        height = x.dim(1);
        width = x.dim(2);
        channels = x.dim(3);
        outputHeight = op.y().dim(1);
        outputWidth = op.y().dim(2);
        this.rowsOfBatch = rowsOfBatch;
        base = RawMemory.addressOf(x);
        long bytes = DType.F32.byteSize();
        imageStep = x.stride(0) * bytes;
        rowStep = x.stride(1) * bytes;
        columnStep = x.stride(2) * bytes;
        channelStep = x.stride(3) * bytes;
    }

    @Override
    public void copy(int batch, int row, int rows, int from, int depth, long target, long step) {
        for (int i = 0; i < rows; i++) {
            long window = (long) batch * rowsOfBatch + row + i;
            copyWindow(window, from, depth, target + i * step);
        }
    }

    private void copyWindow(long window, int from, int depth, long target) {
        int j = (int) (window % outputWidth);
        long imageRow = window / outputWidth;
        int top = (int) (imageRow % outputHeight) * stride - padding;
        int left = j * stride - padding;
        long image = base + imageRow / outputHeight * imageStep;

        int channel = from % channels;
        int u = from / channels / kernel;
        int v = from / channels % kernel;
        int done = 0;
        while (done < depth) {
            int count = Math.min(channels - channel, depth - done);
            copyPixel(image, top + u, left + v, channel, target + (long) done * Float.BYTES, count);
            done += count;
            channel = 0;
            if (++v == kernel) {
                v = 0;
                u++;
            }
        }
    }

    private void copyPixel(long image, int row, int column, int channel, long target, int count) {
        if (row < 0 || row >= height || column < 0 || column >= width) {
            DenseRow.zero(target, count);
        } else {
            long source = image + row * rowStep + column * columnStep + channel * channelStep;
            DenseRow.gather(source, channelStep, target, count);
        }
    }
}
