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

    /** Transforms and packs the source's present elements. */
    void repack(Workers workers) {
        int n = source.dim(0);
        try (Scope staging = Scope.ofHost()) {
            Tensor transformed = staging.allocate(DType.F32, transform.components(), n, channels());
            workers.run(n, row -> transform(transform, source.select(0, row), row, transformed));
            for (int panel = 0; panel < panels.dim(0); panel++) {
                pack(transformed, panel, panels, workers);
            }
        }
    }

    private static void pack(Tensor transformed, int panel, Tensor panels, Workers workers) {
        int from = panel * MicroKernel.COLUMNS;
        int to = Math.min(from + MicroKernel.COLUMNS, transformed.dim(1));
        Tensor columns = transformed.slice(1, from, to);
        for (int component = 0; component < transformed.dim(0); component++) {
            Tensor target = panels.select(0, panel).select(0, component);
            new PanelPacker(columns.select(0, component), 1f, false).pack(RawMemory.address(target), workers);
        }
    }

    private static void transform(WinogradTransform transform, Tensor filters, int row, Tensor transformed) {
        float[] taps = filters.toFloatArray();
        int n = transformed.dim(1);
        int channels = transformed.dim(2);
        long base = RawMemory.address(transformed);
        double[] components = new double[transform.components()];
        for (int c = 0; c < channels; c++) {
            transform.filter(taps, c, channels, components);
            for (int i = 0; i < components.length; i++) {
                long position = ((long) i * n + row) * channels + c;
                RawMemory.put(base + position * Float.BYTES, (float) components[i]);
            }
        }
    }

    int channels() {
        return panels.dim(2);
    }

    /** The address of a panel of a component. */
    long address(int panel, int component) {
        long index = (long) panel * transform.components() + component;
        return RawMemory.address(panels) + index * channels() * MicroKernel.COLUMNS * Float.BYTES;
    }

    /** The address of the panel that is read after one; that of the last is its own. */
    long addressAfter(int panel, int component) {
        if (component + 1 < transform.components()) {
            return address(panel, component + 1);
        }
        return panel + 1 < panels.dim(0) ? address(panel + 1, 0) : address(panel, component);
    }

    @Override
    public long byteSize() {
        return panels.byteSize();
    }
}
