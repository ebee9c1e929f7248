// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;

/** {@link Activate} on a GPU. */
final class ActivateCuda {
    private ActivateCuda() {}

    static void run(Activate op, Launcher launcher) {
        long count = op.x().elementCount();
        if (count == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(op.x())
                .address(op.y())
                .number(count)
                .number(code(op.activation()));
        launcher.launch("activate", op.y().dtype(), LaunchShape.elements(count), arguments);
    }

    /** What {@code activation.cuh} calls an activation. */
    static int code(Activation activation) {
        return switch (activation) {
            case NONE -> 0;
            case RELU -> 1;
            case QUICK_GELU -> 2;
            case GELU -> 3;
            case SILU -> 4;
        };
    }
}
