// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;

/**
 * Sums over rows: x [groups, outer rows, inner rows, columns] to y [groups, columns]. There is one outer row where rows
 * lie at even distances.
 */
final class ColumnSums {
    private static final int TILE = 32;

    /** Rows that one block adds before another is worth its while. */
    private static final int ROWS_OF_BLOCK = 128;

    /** Enough to fill every GPU. */
    private static final int ENOUGH_BLOCKS = 1024;

    private final DType type;
    private final long address;
    private final long[] extent;
    private final long[] steps;

    /**
     * Sums of what lies on a GPU.
     *
     * @param address of the first term
     * @param extent the four sizes
     * @param steps elements from one index to the next; columns are dense
     */
    private ColumnSums(DType type, long address, long[] extent, long[] steps) {
        this.type = type;
        this.address = address;
        this.extent = extent;
        this.steps = steps;
    }

    /** Over all dimensions of x [..., C], of rank 2 or 3, but the last. */
    static ColumnSums overRows(Tensor x) {
        long inner = x.dim(-2);
        long outer = x.rank() == 2 ? 1 : x.dim(0);
        long innerStep = inner == 1 ? x.stride(0) : x.stride(-2);
        boolean even = outer == 1 || inner == 1 || x.stride(0) == inner * innerStep;
        return even
                ? of(x, new long[] {1, 1, outer * inner, x.dim(-1)}, new long[] {0, 0, innerStep, 1})
                : of(x, new long[] {1, outer, inner, x.dim(-1)}, new long[] {0, x.stride(0), innerStep, 1});
    }

    /** Over the first dimension of x [B, ..., C], of rank 2 or 3. */
    static ColumnSums overFirst(Tensor x) {
        boolean two = x.rank() == 2;
        return of(x, new long[] {two ? 1 : x.dim(1), 1, x.dim(0), x.dim(-1)}, new long[] {
            two ? 0 : x.stride(1), 0, x.stride(0), 1
        });
    }

    private static ColumnSums of(Tensor x, long[] extent, long[] steps) {
        return new ColumnSums(x.dtype(), DeviceMemory.address(x), extent, steps);
    }

    /** Of floats that a kernel left [rows, columns]. */
    static ColumnSums ofFloats(long address, long rows, long rowStep, long columns) {
        return new ColumnSums(DType.F32, address, new long[] {1, 1, rows, columns}, new long[] {0, 0, rowStep, 1});
    }

    /**
     * Adds them to a tensor.
     *
     * @param y [C] or [groups, C], columns dense
     */
    void addTo(Tensor y, Launcher launcher) {
        long rows = extent[1] * extent[2];
        long blocks = extent[0] * Math.ceilDiv(extent[3], TILE);
        if (rows == 0 || blocks == 0) {
            return;
        }
        long useful = Math.min(Math.ceilDiv(rows, ROWS_OF_BLOCK), Math.ceilDiv(ENOUGH_BLOCKS, blocks));
        int slabs = Math.toIntExact(useful);
        if (slabs == 1) {
            launch(y, 1, 0, launcher);
            return;
        }
        long sums = extent[0] * extent[3];
        try (CudaScope memory = launcher.openTemporary()) {
            long slabSums = memory.allocateBytes(slabs * sums * Float.BYTES);
            launch(y, slabs, slabSums, launcher);
            long[] slabExtent = {extent[0], 1, slabs, extent[3]};
            long[] slabSteps = {extent[3], 0, sums, 1};
            new ColumnSums(DType.F32, slabSums, slabExtent, slabSteps).launch(y, 1, 0, launcher);
        }
    }

    private void launch(Tensor y, int slabs, long slabSums, Launcher launcher) {
        long blocks = extent[0] * Math.ceilDiv(extent[3], TILE);
        KernelArguments arguments = new KernelArguments()
                .number(address)
                .structure(steps)
                .structure(extent)
                .address(y)
                .number(y.rank() == 2 ? y.stride(0) : 0L)
                .number(slabSums);
        String entry = "column_sums_%s_%s".formatted(ElementType.suffix(type), ElementType.suffix(y.dtype()));
        LaunchShape shape = new LaunchShape(Math.toIntExact(blocks), slabs, LaunchShape.THREADS, 0);
        launcher.launch("column_sums", entry, shape, arguments);
    }
}
