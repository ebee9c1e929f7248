// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/**
 * The weights of a 3×3 convolution as {@link WinogradConvolution} takes them: the components of the
 * {@linkplain WinogradTransform transformed} filters are matrices [N, C] in panels; the first panels of all of them come
 * first, in the order in which a task reads them. They take 4 times the room of the filters for tiles of
 * 4×4 outputs, 1.8 times for 2×2.
 */
record WinogradMatrix(Tensor source, WinogradTransform transform, Tensor panels) implements PackedMatrix {
    static final int KERNEL = 3;

    /** Fewer channels than this make transforms longer than the products they save. */
    private static final int LEAST_CHANNELS = 16;

    /**
     * From this product of input and output channels on the larger tiles' weights, 9 MB and more, take longer to read
     * than they save in products where images have few tiles, as they have in a network's layers of so many channels.
     */
    private static final long MANY_WEIGHTS = 256 * 256;

    /** Channels of a task of packing: so many taps of a panel's filters lie in the L2 cache. */
    private static final int PART = 64;

    /** Whether a convolution with these weights [N, kernel·kernel·C] shall be computed this way. */
    static boolean suits(Tensor weight, int kernel, int stride) {
        return kernel == KERNEL
                && stride == 1
                && weight.rank() == 2
                && weight.dim(0) >= LEAST_CHANNELS
                && weight.dim(1) >= LEAST_CHANNELS * KERNEL * KERNEL;
    }

    /** Transforms the filters, in double precision, and packs them. */
    static WinogradMatrix pack(Tensor weight, Scope scope, Workers workers) {
        int n = weight.dim(0);
        int channels = weight.dim(1) / (KERNEL * KERNEL);
        WinogradTransform transform =
                (long) n * channels < MANY_WEIGHTS ? new FourByFourTransform() : new TwoByTwoTransform();
        Tensor panels = scope.allocate(
                DType.F32, Math.ceilDiv(n, MicroKernel.COLUMNS), transform.components(), channels, MicroKernel.COLUMNS);
        WinogradMatrix matrix = new WinogradMatrix(weight, transform, panels);
        matrix.repack(workers);
        return matrix;
    }

    /** Transforms and packs the source's present elements. A task takes some channels of a panel's filters. */
    void repack(Workers workers) {
        int parts = Math.ceilDiv(channels(), PART);
        workers.run(panels.dim(0) * parts, (task, worker) -> {
            int from = task % parts * PART;
            int to = Math.min(channels(), from + PART);
            pack(task / parts, from, to, workers.scratch(worker));
        });
    }

    private void pack(int panel, int from, int to, Scratch scratch) {
        int firstFilter = panel * MicroKernel.COLUMNS;
        int filters = Math.min(MicroKernel.COLUMNS, source.dim(0) - firstFilter);
        long weights = RawMemory.address(source);
        long firstPanel = address() + offset(panel, 0);
        long tapBytes = (long) (to - from) * Float.BYTES;
        long rowBytes = KERNEL * KERNEL * tapBytes;
        long taps = scratch.atLeast(filters * rowBytes + transform.filterBytes());
        long columns = taps + filters * rowBytes;
        for (int filter = 0; filter < filters; filter++) {
            for (int tap = 0; tap < KERNEL * KERNEL; tap++) {
                long target = taps + filter * rowBytes + tap * tapBytes;
                widen(weights, firstFilter + filter, tap * channels() + from, target, to - from);
            }
        }
        long step = (long) channels() * MicroKernel.COLUMNS * Float.BYTES;
        for (int c = from; c < to; c++) {
            long target = Rows.plus(firstPanel, c * MicroKernel.COLUMNS);
            for (int filter = 0; filter < filters; filter++) {
                long first = Rows.plus(taps + filter * rowBytes, c - from);
                transform.filter(first, tapBytes, columns, Rows.plus(target, filter), step);
            }
            for (int component = 0; component < transform.components(); component++) {
                DenseRow.zero(Rows.plus(target + component * step, filters), MicroKernel.COLUMNS - filters);
            }
        }
    }

    /** Widens dense or strided elements of a row of the source to F32. */
    private void widen(long weights, int row, int column, long target, int count) {
        DType dtype = source.dtype();
        long step = source.stride(1) * dtype.byteSize();
        long first = weights + row * source.stride(0) * dtype.byteSize() + column * step;
        if (source.stride(1) == 1) {
            Conversions.toFloats(dtype, first, target, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            Conversions.toFloats(dtype, first + i * step, Rows.plus(target, i), 1);
        }
    }

    int channels() {
        return panels.dim(2);
    }

    /** The address of the panels; asking for it checks that they are still there, and makes an object. */
    long address() {
        return RawMemory.address(panels);
    }

    /** Where a panel of a component begins, in bytes from the first. */
    long offset(int panel, int component) {
        long index = (long) panel * transform.components() + component;
        return index * channels() * MicroKernel.COLUMNS * Float.BYTES;
    }

    /** Where the panel begins that is read after one; that of the last is its own. */
    long offsetAfter(int panel, int component) {
        if (component + 1 < transform.components()) {
            return offset(panel, component + 1);
        }
        return panel + 1 < panels.dim(0) ? offset(panel + 1, 0) : offset(panel, component);
    }

    @Override
    public long byteSize() {
        return panels.byteSize();
    }
}
