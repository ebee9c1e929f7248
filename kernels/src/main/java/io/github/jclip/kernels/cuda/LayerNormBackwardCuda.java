// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.LayerNormBackward;

/** {@link LayerNormBackward} on a GPU: rows by blocks, whose sums for weight and bias are then added by columns. */
final class LayerNormBackwardCuda {
    /** What a block may hold of both sums without asking the driver for more. */
    static final int WIDEST_TRAINED = 6_000;

    /** Rows that are worth a block's sums. */
    private static final int ROWS_OF_BLOCK = 4;

    /** Enough to fill every GPU. */
    private static final int ENOUGH_BLOCKS = 1024;

    private LayerNormBackwardCuda() {}

    static void run(LayerNormBackward op, Launcher launcher) {
        long rows = StridedWalk.byRows(op.x()).rows();
        int width = op.x().dim(-1);
        if (op.x().elementCount() == 0) {
            return;
        }
        if (op.dweight() == null) {
            launch(op, LaunchShape.blockPerRow(rows), 0, launcher);
            return;
        }
        int blocks = Math.clamp(Math.ceilDiv(rows, ROWS_OF_BLOCK), 1, ENOUGH_BLOCKS);
        int step = 2 * width;
        try (CudaScope memory = launcher.openTemporary()) {
            long blockSums = memory.allocateBytes((long) blocks * step * Float.BYTES);
            LaunchShape shape = new LaunchShape(blocks, 1, LaunchShape.THREADS, step * Float.BYTES);
            launch(op, shape, blockSums, launcher);
            long biasSums = blockSums + (long) width * Float.BYTES;
            ColumnSums.ofFloats(blockSums, blocks, step, width).addTo(op.dweight(), launcher);
            ColumnSums.ofFloats(biasSums, blocks, step, width).addTo(op.dbias(), launcher);
        }
    }

    private static void launch(LayerNormBackward op, LaunchShape shape, long blockSums, Launcher launcher) {
        Tensor residual = op.residual() == null ? op.x() : op.residual();
        StridedWalk walk = StridedWalk.byRows(op.x(), op.dy(), residual, op.dx());
        KernelArguments arguments = new KernelArguments()
                .address(op.x())
                .structure(walk.steps(0))
                .address(op.weight())
                .number((float) op.epsilon())
                .address(op.dy())
                .structure(walk.steps(1))
                .addressOrNull(op.residual())
                .structure(walk.steps(2))
                .address(op.dx())
                .structure(walk.steps(3))
                .structure(walk.extent())
                .number(blockSums);
        launcher.launch("layer_norm_backward", op.x().dtype(), shape, arguments);
    }
}
