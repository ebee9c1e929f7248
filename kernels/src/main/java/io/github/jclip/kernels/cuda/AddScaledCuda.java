// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.AddScaled;

/** {@link AddScaled} on a GPU. */
final class AddScaledCuda {
    private AddScaledCuda() {}

    static void run(AddScaled op, Launcher launcher) {
        long count = op.y().elementCount();
        if (count == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(op.a())
                .number((float) op.scale())
                .address(op.b())
                .address(op.y())
                .number(count);
        launcher.launch("add_scaled", op.y().dtype(), LaunchShape.elements(count), arguments);
    }
}
