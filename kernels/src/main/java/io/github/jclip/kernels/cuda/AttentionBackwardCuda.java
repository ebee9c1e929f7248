// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AttentionBackward;

/**
 * {@link AttentionBackward} on a GPU: a kernel for dq, which also leaves two numbers for each query, and one for dk and
 * dv, which takes them.
 */
final class AttentionBackwardCuda {
    private static final String SOURCE = "attention_backward";

    private final AttentionBackward op;
    private final Launcher launcher;
    private final DType dtype;
    private final int width;
    private final long[] sizes;

    private AttentionBackwardCuda(AttentionBackward op, Launcher launcher) {
        this.op = op;
        this.launcher = launcher;
        this.dtype = op.q().dtype();
        this.width = HeadTiles.paddedWidth(op.headDim());
        this.sizes = HeadTiles.sizes(
                op.q(), op.k(), op.heads(), op.causal(), op.q(), op.k(), op.v(), op.dy(), op.dq(), op.dk(), op.dv());
    }

    static void run(AttentionBackward op, Launcher launcher) {
        try (CudaScope scope = launcher.openTemporary()) {
            Tensor statistics = scope.allocateUninitialised(
                    DType.F32, op.q().dim(0), op.heads(), op.q().dim(1), 2);
            new AttentionBackwardCuda(op, launcher).run(statistics);
        }
    }

    private void run(Tensor statistics) {
        if (op.dq().elementCount() > 0) {
            launch("queries", op.q(), statistics, op.dq());
        }
        if (op.dk().elementCount() > 0) {
            launch("keys", op.k(), statistics, op.dk(), op.dv());
        }
    }

    private void launch(String gradients, Tensor rows, Tensor statistics, Tensor... outputs) {
        KernelArguments arguments = new KernelArguments();
        for (Tensor input : new Tensor[] {op.q(), op.k(), op.v(), op.dy()}) {
            arguments.address(input).structure(HeadTiles.steps(input));
        }
        for (Tensor output : outputs) {
            arguments.address(output).structure(HeadTiles.steps(output));
        }
        arguments.address(statistics).structure(sizes);
        String entry = "%s_%s_%s_%d".formatted(SOURCE, gradients, ElementType.suffix(dtype), width);
        HeadTiles tiles = tiles(dtype, rows.dim(1), width);
        launcher.launch(SOURCE, entry, tiles.shape(rows, op.heads()), arguments);
    }

    /** The tiles of attention_backward.cu for heads with a number of queries or keys. */
    static HeadTiles tiles(DType dtype, int rows, int width) {
        return dtype == DType.F32 ? byThreads(rows, width) : byWarps(dtype, rows, width);
    }

    /** Two tiles with a block's rows, and in their place later four that pass by. */
    private static HeadTiles byWarps(DType dtype, int rows, int width) {
        return HeadTiles.ofWarps(rows, 4, HeadTiles.tileBytes(dtype, 2 * 4 * 16, width));
    }

    /** Two tiles with a block's rows, two that pass by, and the weights. */
    private static HeadTiles byThreads(int rows, int width) {
        int tile = width == HeadTiles.MOST_WIDTH ? 16 : 32;
        int bytes = HeadTiles.tileBytes(DType.F32, 4 * tile, width) + HeadTiles.tileBytes(DType.F32, tile, tile);
        return HeadTiles.ofThreads(rows, tile, 128, bytes);
    }
}
