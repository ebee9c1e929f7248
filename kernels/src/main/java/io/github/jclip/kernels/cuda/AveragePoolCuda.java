// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.AveragePool;

/** {@link AveragePool} on a GPU. */
final class AveragePoolCuda {
    private AveragePoolCuda() {}

    static void run(AveragePool op, Launcher launcher) {
        StridedWalk windows = StridedWalk.byRows(op.y());
        if (windows.isEmpty()) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(op.x())
                .structure(StridedWalk.byRows(op.x()).steps(0))
                .number(op.kernel())
                .address(op.y())
                .structure(windows.steps(0))
                .structure(windows.extent());
        launcher.launch("average_pool", op.y().dtype(), LaunchShape.blockPerRow(windows.rows()), arguments);
    }
}
