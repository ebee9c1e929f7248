// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.BatchNorm;

/** {@link BatchNorm} on a GPU: statistics of slabs, statistics, result. */
final class BatchNormCuda {
    private BatchNormCuda() {}

    static void run(BatchNorm op, Launcher launcher) {
        StridedWalk walk = StridedWalk.byPositions(op.x(), op.y());
        if (walk.isEmpty()) {
            return;
        }
        int channels = op.x().dim(3);
        try (CudaScope scope = launcher.openTemporary()) {
            Tensor exact = scope.allocateUninitialised(DType.F32, 2, channels);
            findStatistics(op, walk, exact, launcher);
            KernelArguments arguments = new KernelArguments()
                    .address(op.x())
                    .structure(walk.steps(0))
                    .address(exact)
                    .address(op.weight())
                    .address(op.bias())
                    .address(op.y())
                    .structure(walk.steps(1))
                    .structure(walk.extent());
            LaunchShape shape = Slabs.toMap(walk.rows(), channels).shape();
            launcher.launch("batch_norm", op.x().dtype(), shape, arguments);
        }
    }

    /** @param exact [2, C], mean and inverse as they are before they are rounded */
    private static void findStatistics(BatchNorm op, StridedWalk walk, Tensor exact, Launcher launcher) {
        String suffix = ElementType.suffix(op.x().dtype());
        Slabs slabs = Slabs.toReduce(walk.rows(), op.x().dim(3));
        int found = op.training() ? slabs.count() : 0;
        try (CudaScope scope = launcher.openTemporary()) {
            Tensor moments = scope.allocateUninitialised(DType.F32, found, 2, slabs.channels());
            if (op.training()) {
                KernelArguments arguments = new KernelArguments()
                        .address(op.x())
                        .structure(walk.steps(0))
                        .structure(walk.extent())
                        .number(slabs.length())
                        .address(moments);
                launcher.launch("batch_norm", "batch_norm_moments_" + suffix, slabs.shape(), arguments);
            }
            KernelArguments arguments = new KernelArguments()
                    .address(moments)
                    .number(found)
                    .number(slabs.length())
                    .number(slabs.positions())
                    .number(slabs.channels())
                    .number((float) op.epsilon())
                    .number((float) op.momentum())
                    .address(op.runningMean())
                    .address(op.runningVariance())
                    .address(op.mean())
                    .address(op.inverse())
                    .address(exact);
            launcher.launch("batch_norm", "batch_norm_statistics_" + suffix, slabs.shapeOfChannels(), arguments);
        }
    }
}
