// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.BatchNormBackward;

/** {@link BatchNormBackward} on a GPU: sums of slabs, their totals, gradient of the input. */
final class BatchNormBackwardCuda {
    private BatchNormBackwardCuda() {}

    static void run(BatchNormBackward op, Launcher launcher) {
        if (op.x().elementCount() == 0) {
            return;
        }
        try (CudaScope scope = launcher.openTemporary()) {
            boolean summed = op.training() || op.dweight() != null;
            Tensor totals =
                    summed ? scope.allocateUninitialised(DType.F32, 2, op.x().dim(3)) : null;
            if (summed) {
                sum(op, totals, launcher);
            }
            if (op.dx() != null) {
                gradient(op, op.training() ? totals : null, launcher);
            }
        }
    }

    private static void sum(BatchNormBackward op, Tensor totals, Launcher launcher) {
        String suffix = ElementType.suffix(op.x().dtype());
        StridedWalk walk = StridedWalk.byPositions(op.x(), op.dy());
        Slabs slabs = Slabs.toReduce(walk.rows(), op.x().dim(3));
        try (CudaScope scope = launcher.openTemporary()) {
            Tensor sums = scope.allocateUninitialised(DType.F32, slabs.count(), 2, slabs.channels());
            KernelArguments ofSlabs = new KernelArguments()
                    .address(op.x())
                    .structure(walk.steps(0))
                    .address(op.dy())
                    .structure(walk.steps(1))
                    .structure(walk.extent())
                    .address(op.mean())
                    .address(op.inverse())
                    .number(slabs.length())
                    .address(sums);
            launcher.launch("batch_norm_backward", "batch_norm_backward_sums_" + suffix, slabs.shape(), ofSlabs);
            KernelArguments ofChannels = new KernelArguments()
                    .address(sums)
                    .number(slabs.count())
                    .number(slabs.channels())
                    .addressOrNull(op.dweight())
                    .addressOrNull(op.dbias())
                    .address(totals);
            launcher.launch(
                    "batch_norm_backward", "batch_norm_backward_totals_" + suffix, slabs.shapeOfChannels(), ofChannels);
        }
    }

    /** @param totals [2, C], or null where the statistics are constants */
    private static void gradient(BatchNormBackward op, Tensor totals, Launcher launcher) {
        StridedWalk walk = StridedWalk.byPositions(op.x(), op.dy(), op.dx());
        KernelArguments arguments = new KernelArguments()
                .address(op.x())
                .structure(walk.steps(0))
                .address(op.dy())
                .structure(walk.steps(1))
                .address(op.weight())
                .address(op.mean())
                .address(op.inverse())
                .addressOrNull(totals)
                .address(op.dx())
                .structure(walk.steps(2))
                .structure(walk.extent());
        LaunchShape shape = Slabs.toMap(walk.rows(), op.x().dim(3)).shape();
        launcher.launch("batch_norm_backward", op.x().dtype(), shape, arguments);
    }
}
