// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.Clamp;

/** {@link Clamp} on a GPU. */
final class ClampCuda {
    private ClampCuda() {}

    static void run(Clamp op, Launcher launcher) {
        long count = op.x().elementCount();
        if (count == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(op.x())
                .number((float) op.low())
                .number((float) op.high())
                .address(op.y())
                .number(count);
        launcher.launch("clamp", op.y().dtype(), LaunchShape.packs(op.y()), arguments);
    }
}
