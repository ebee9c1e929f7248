// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.BFloat16;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;

/** Lays a matrix W [N, K] of any strides out in panels, widened to F32 and multiplied by a factor. */
final class PanelPacker {
    /** So many rows of a panel lie in the L1 cache while they are filled column by column. */
    private static final int CHUNK = 64;

    /** A smaller matrix is packed before vectors have made up for their compilation. */
    private static final long LEAST_FOR_VECTORS = 1 << 16;

    private static final int WIDTH = MicroKernel.COLUMNS;
    private static final long PANEL_STEP = (long) WIDTH * Float.BYTES;

    private final DType dtype;
    private final int n;
    private final int k;
    private final long base;
    private final long outputStep;
    private final long inputStep;
    private final float factor;
    private final boolean repeated;

    /**
     * A packer that has packed nothing yet.
     *
     * @param repeated whether such matrices are packed again and again, so that it pays to compile a transposition in
     *     vectors; the weights of a model that is loaded would wait for it
     */
    PanelPacker(Tensor matrix, float factor, boolean repeated) {
        dtype = matrix.dtype();
        if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16) {
            throw new IllegalArgumentException("weights are F32, F16 or BF16, not " + matrix);
        }
        n = matrix.dim(0);
        k = matrix.dim(1);
        base = RawMemory.address(matrix);
        outputStep = matrix.stride(0) * dtype.byteSize();
        inputStep = matrix.stride(1) * dtype.byteSize();
        this.factor = factor;
        this.repeated = repeated;
    }

    int panels() {
        return Math.ceilDiv(n, WIDTH);
    }

    /** Bytes of all panels. */
    long byteSize() {
        return panels() * panelBytes();
    }

    private long panelBytes() {
        return k * PANEL_STEP;
    }

    /** Writes all panels. */
    void pack(long target, Workers workers) {
        workers.run(panels(), panel -> pack(panel, target + panel * panelBytes()));
    }

    private void pack(int panel, long target) {
        int column = panel * WIDTH;
        int columns = Math.min(WIDTH, n - column);
        long source = base + column * outputStep;
        for (int from = 0; from < k; from += CHUNK) {
            int depth = Math.min(CHUNK, k - from);
            long chunk = target + from * PANEL_STEP;
            if (dtype == DType.F32 && outputStep == Float.BYTES && columns == WIDTH) {
                packRows(source + from * inputStep, depth, chunk);
            } else if (isTransposedInVectors()) {
                transpose(source + from * inputStep, columns, depth, chunk);
            } else {
                packColumns(source + from * inputStep, columns, depth, chunk);
            }
        }
    }

    private boolean isTransposedInVectors() {
        return repeated
                && !Lanes.SCALAR
                && dtype == DType.F32
                && inputStep == Float.BYTES
                && (long) n * k >= LEAST_FOR_VECTORS;
    }

    /** Where rows of W are dense, a panel is their transpose, as many columns at a time as a vector has lanes. */
    private void transpose(long source, int columns, int depth, long target) {
        int lanes = Lanes.FLOATS.length();
        for (int j = 0; j < columns; j += lanes) {
            int rows = Math.min(lanes, columns - j);
            long first = target + (long) j * Float.BYTES;
            Transposition.run(source + j * outputStep, outputStep, rows, depth, factor, first, PANEL_STEP);
        }
        clearColumns(columns, depth, target);
    }

    /** Where W is transposed, the rows of a panel are dense already. */
    private void packRows(long source, int depth, long target) {
        for (int i = 0; i < depth; i++) {
            DenseRow.scale(factor, source + i * inputStep, target + i * PANEL_STEP, WIDTH);
        }
    }

    private void packColumns(long source, int columns, int depth, long target) {
        for (int j = 0; j < columns; j++) {
            packColumn(source + j * outputStep, depth, target + (long) j * Float.BYTES);
        }
        clearColumns(columns, depth, target);
    }

    /** Stores zeros beyond N. */
    private static void clearColumns(int from, int depth, long target) {
        for (int j = from; j < WIDTH; j++) {
            clearColumn(depth, target + (long) j * Float.BYTES);
        }
    }

    private void packColumn(long source, int depth, long target) {
        switch (dtype) {
            case F32 -> {
                for (int i = 0; i < depth; i++) {
                    RawMemory.put(target + i * PANEL_STEP, factor * RawMemory.get(source + i * inputStep));
                }
            }
            case F16 -> {
                for (int i = 0; i < depth; i++) {
                    float value = Float.float16ToFloat(RawMemory.getShort(source + i * inputStep));
                    RawMemory.put(target + i * PANEL_STEP, factor * value);
                }
            }
            case BF16 -> {
                for (int i = 0; i < depth; i++) {
                    float value = BFloat16.toFloat(RawMemory.getShort(source + i * inputStep));
                    RawMemory.put(target + i * PANEL_STEP, factor * value);
                }
            }
            case F64, I32, I64, U8 -> throw new AssertionError(dtype);
        }
    }

    private static void clearColumn(int depth, long target) {
        for (int i = 0; i < depth; i++) {
            RawMemory.put(target + i * PANEL_STEP, 0);
        }
    }
}
