// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AdadeltaUpdate;

/** {@link AdadeltaUpdate} on a GPU. */
final class AdadeltaUpdateCuda {
    private AdadeltaUpdateCuda() {}

    static void run(AdadeltaUpdate op, Launcher launcher) {
        Tensor parameter = op.parameter();
        if (parameter.elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(parameter)
                .address(op.gradient())
                .address(op.square())
                .address(op.change())
                .number(parameter.elementCount())
                .address(op.rates())
                .floats(op.rho(), 1 - op.rho(), op.epsilon(), op.weightDecay());
        launcher.launch("adadelta_update", parameter.dtype(), LaunchShape.packs(parameter), arguments);
    }
}
