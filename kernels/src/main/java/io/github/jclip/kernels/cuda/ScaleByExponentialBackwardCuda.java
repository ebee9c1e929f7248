// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.ScaleByExponentialBackward;

/** {@link ScaleByExponentialBackward} on a GPU. */
final class ScaleByExponentialBackwardCuda {
    private ScaleByExponentialBackwardCuda() {}

    static void run(ScaleByExponentialBackward op, Launcher launcher) {
        StridedWalk walk = StridedWalk.byRows(op.y(), op.dy(), op.dx());
        if (walk.isEmpty()) {
            return;
        }
        if (op.dlogScale() == null) {
            launch(op, walk, LaunchShape.blockPerRow(walk.rows()), 0, launcher);
        } else {
            Total.add(op.dlogScale(), walk.rows(), launcher, (shape, sums) -> launch(op, walk, shape, sums, launcher));
        }
    }

    private static void launch(
            ScaleByExponentialBackward op, StridedWalk walk, LaunchShape shape, long blockSums, Launcher launcher) {
        KernelArguments arguments = new KernelArguments()
                .address(op.y())
                .structure(walk.steps(0))
                .address(op.logScale())
                .address(op.dy())
                .structure(walk.steps(1))
                .address(op.dx())
                .structure(walk.steps(2))
                .structure(walk.extent())
                .addressOrNull(op.dlogScale())
                .number(blockSums);
        launcher.launch("scale_by_exponential_backward", op.y().dtype(), shape, arguments);
    }
}
