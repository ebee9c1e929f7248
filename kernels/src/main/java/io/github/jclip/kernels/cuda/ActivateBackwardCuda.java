// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.ActivateBackward;

/** {@link ActivateBackward} on a GPU. */
final class ActivateBackwardCuda {
    private ActivateBackwardCuda() {}

    static void run(ActivateBackward op, Launcher launcher) {
        long count = op.x().elementCount();
        if (count == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(op.x())
                .address(op.dy())
                .address(op.dx())
                .number(count)
                .number(ActivateCuda.code(op.activation()));
        launcher.launch("activate_backward", op.x().dtype(), LaunchShape.packs(op.x()), arguments);
    }
}
