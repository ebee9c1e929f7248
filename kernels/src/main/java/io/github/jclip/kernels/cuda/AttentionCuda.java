// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Attention;

/** {@link Attention} on a GPU: one kernel that never writes the scores. */
final class AttentionCuda {
    private AttentionCuda() {}

    static void run(Attention op, Launcher launcher) {
        if (op.y().elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments();
        for (Tensor tensor : new Tensor[] {op.q(), op.k(), op.v(), op.y()}) {
            arguments.address(tensor).structure(HeadTiles.steps(tensor));
        }
        arguments.structure(HeadTiles.sizes(op.q(), op.k(), op.heads(), op.causal(), op.q(), op.k(), op.v(), op.y()));
        DType dtype = op.y().dtype();
        int width = HeadTiles.paddedWidth(op.headDim());
        String entry = "attention_%s_%d".formatted(ElementType.suffix(dtype), width);
        HeadTiles tiles = tiles(dtype, op.q().dim(1), width);
        launcher.launch("attention", entry, tiles.shape(op.q(), op.heads()), arguments);
    }

    /** The tiles of attention.cu for heads with a number of queries. */
    static HeadTiles tiles(DType dtype, int queries, int width) {
        return dtype == DType.F32 ? byThreads(queries, width) : byWarps(dtype, queries, width);
    }

    /** Two tiles of keys and two of values. */
    private static HeadTiles byWarps(DType dtype, int queries, int width) {
        int keys = width == HeadTiles.MOST_WIDTH ? 32 : 64;
        return HeadTiles.ofWarps(queries, keys / 8, 4 * HeadTiles.tileBytes(dtype, keys, width));
    }

    /** A tile of queries, one of keys, one of values, and the weights. */
    private static HeadTiles byThreads(int queries, int width) {
        int rows = width == HeadTiles.MOST_WIDTH ? 32 : 64;
        int keys = rows / 2;
        int bytes = HeadTiles.tileBytes(DType.F32, rows + 2 * keys, width) + HeadTiles.tileBytes(DType.F32, rows, keys);
        return HeadTiles.ofThreads(queries, rows, 128, bytes);
    }
}
