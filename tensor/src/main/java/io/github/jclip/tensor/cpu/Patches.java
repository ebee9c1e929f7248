// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Convolution;

/**
 * The windows of a convolution as rows: row (b, i, j) holds x[b, i·s+u−p, j·s+v−p, c] for all (u, v, c), with zeros
 * outside the image. Nothing but the rows of the block at hand is ever stored: the input is read kernel²/stride² times,
 * mostly from the caches, and the copies do not leave them.
 */
final class Patches implements LeftMatrix {
    /** Runs along fewer channels are too short to copy one by one. */
    private static final int FEW_CHANNELS = 8;

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
        this(op.x(), op.kernel(), op.stride(), op.padding(), op.y(), rowsOfBatch);
    }

    /** The windows of x whose products make y, or whose gradients are y's. */
    Patches(Tensor x, int kernel, int stride, int padding, Tensor y, int rowsOfBatch) {
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        height = x.dim(1);
        width = x.dim(2);
        channels = x.dim(3);
        outputHeight = y.dim(1);
        outputWidth = y.dim(2);
        this.rowsOfBatch = rowsOfBatch;
        base = RawMemory.address(x);
        long bytes = DType.F32.byteSize();
        imageStep = x.stride(0) * bytes;
        rowStep = x.stride(1) * bytes;
        columnStep = x.stride(2) * bytes;
        channelStep = x.stride(3) * bytes;
    }

    @Override
    public void copy(int batch, int row, int rows, int from, int depth, long target, long step) {
        if (isChannelsFirst() && padding == 0) {
            for (int i = 0; i < rows; i++) {
                copyPlanes((long) batch * rowsOfBatch + row + i, from, depth, target + i * step);
            }
            return;
        }
        if (channels < FEW_CHANNELS || channelStep != Float.BYTES) {
            copyColumns((long) batch * rowsOfBatch + row, rows, from, depth, target, step);
            return;
        }
        for (int i = 0; i < rows; i++) {
            long window = (long) batch * rowsOfBatch + row + i;
            copyWindow(window, from, depth, target + i * step);
        }
    }

    private boolean isChannelsFirst() {
        return columnStep == Float.BYTES && channels > 1;
    }

    /** Part of a window that lies inside the image, a run of pixels of a channel at a time. */
    private void copyPlanes(long window, int from, int depth, long target) {
        int column = (int) (window % outputWidth) * stride;
        long imageRow = window / outputWidth;
        long row = imageRow % outputHeight * stride;
        long corner = base + imageRow / outputHeight * imageStep + row * rowStep + column * columnStep;
        int rowLength = kernel * channels;
        for (int u = from / rowLength; u * rowLength < from + depth; u++) {
            for (int c = 0; c < channels; c++) {
                int k = u * rowLength + c;
                int begin = Math.max(0, Math.ceilDiv(from - k, channels));
                int end = Math.min(kernel, Math.ceilDiv(from + depth - k, channels));
                long source = corner + u * rowStep + c * channelStep;
                long first = target + (long) (k - from) * Float.BYTES;
                for (int v = begin; v < end; v++) {
                    RawMemory.put(Rows.plus(first, v * channels), RawMemory.get(Rows.plus(source, v)));
                }
            }
        }
    }

    /**
     * Column after column of the copy: for an element (u, v, c) of all windows beside each other the input moves by a
     * constant step. The lines that are written to stay in the L1 cache from one column to the next.
     */
    private void copyColumns(long firstWindow, int rows, int from, int depth, long target, long step) {
        int done = 0;
        while (done < rows) {
            long window = firstWindow + done;
            int j = (int) (window % outputWidth);
            int count = Math.min(outputWidth - j, rows - done);
            long imageRow = window / outputWidth;
            int top = (int) (imageRow % outputHeight) * stride - padding;
            long image = base + imageRow / outputHeight * imageStep;
            for (int k = 0; k < depth; k++) {
                copyColumn(image, top, j, count, from + k, target + done * step + (long) k * Float.BYTES, step);
            }
            done += count;
        }
    }

    /** Element k of {@code count} windows from column j of the output on. */
    private void copyColumn(long image, int top, int j, int count, int k, long target, long step) {
        int row = top + k / channels / kernel;
        int left = k / channels % kernel - padding;
        boolean outside = row < 0 || row >= height;
        int begin = outside ? j + count : Math.clamp(Math.ceilDiv(-left, stride), j, j + count);
        int end = outside ? begin : Math.clamp(Math.ceilDiv(width - left, stride), begin, j + count);
        zeroColumn(target, step, begin - j);
        long inputStep = stride * columnStep;
        long source = image + row * rowStep + left * columnStep + k % channels * channelStep + begin * inputStep;
        long first = target + (begin - j) * step;
        for (int i = 0; i < end - begin; i++) {
            RawMemory.put(first + i * step, RawMemory.get(source + i * inputStep));
        }
        zeroColumn(target + (end - j) * step, step, j + count - end);
    }

    private static void zeroColumn(long target, long step, int count) {
        for (int i = 0; i < count; i++) {
            RawMemory.put(target + i * step, 0);
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
            long source = image + row * rowStep + column * columnStep + (long) channel * Float.BYTES;
            DenseRow.copy(source, target, count);
        }
    }
}
