// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/**
 * The weights of a 3×3 convolution as {@link WinogradConvolution} takes them: the 36 components of the
 * {@linkplain WinogradTransform transformed} filters are matrices [N, C] in panels; the first panels of all of them come
 * first, in the order in which a task reads them. They take four times the room of the filters.
 */
record WinogradMatrix(Tensor source, Tensor panels) implements PackedMatrix {
    static final int KERNEL = 3;

    /** Fewer channels than this make transforms longer than the products they save. */
    private static final int LEAST_CHANNELS = 16;

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
        try (Scope staging = Scope.ofHost()) {
            Tensor transformed = staging.allocate(DType.F32, WinogradTransform.COMPONENTS, n, channels);
            workers.run(n, row -> transform(weight.select(0, row), row, transformed));
            Tensor panels = scope.allocate(
                    DType.F32,
                    Math.ceilDiv(n, MicroKernel.COLUMNS),
                    WinogradTransform.COMPONENTS,
                    channels,
                    MicroKernel.COLUMNS);
            for (int panel = 0; panel < panels.dim(0); panel++) {
                pack(transformed, panel, panels, workers);
            }
            return new WinogradMatrix(weight, panels);
        }
    }

    private static void pack(Tensor transformed, int panel, Tensor panels, Workers workers) {
        int from = panel * MicroKernel.COLUMNS;
        int to = Math.min(from + MicroKernel.COLUMNS, transformed.dim(1));
        Tensor columns = transformed.slice(1, from, to);
        for (int component = 0; component < WinogradTransform.COMPONENTS; component++) {
            Tensor target = panels.select(0, panel).select(0, component);
            new PanelPacker(columns.select(0, component), 1f).pack(RawMemory.addressOf(target), workers);
        }
    }

    private static void transform(Tensor filters, int row, Tensor transformed) {
        float[] taps = filters.toFloatArray();
        int n = transformed.dim(1);
        int channels = transformed.dim(2);
        long base = RawMemory.addressOf(transformed);
        double[] components = new double[WinogradTransform.COMPONENTS];
        for (int c = 0; c < channels; c++) {
            WinogradTransform.filter(taps, c, channels, components);
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
        long index = (long) panel * WinogradTransform.COMPONENTS + component;
        return RawMemory.addressOf(panels) + index * channels() * MicroKernel.COLUMNS * Float.BYTES;
    }

    /** The address of the panel that is read after one; that of the last is its own. */
    long addressAfter(int panel, int component) {
        if (component + 1 < WinogradTransform.COMPONENTS) {
            return address(panel, component + 1);
        }
        return panel + 1 < panels.dim(0) ? address(panel + 1, 0) : address(panel, component);
    }

    @Override
    public long byteSize() {
        return panels.byteSize();
    }
}
